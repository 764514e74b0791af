"""The workspace's page in a real browser, with a small real app behind it: what people do and see."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser import NEEDS_BROWSER
from tests.sandbox.slack.lookout import Workspace, at_work, button, mrkdwn

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
async def workspace(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Workspace]:
    """Everything that stays up for the tests of this file."""
    async with at_work(tmp_path_factory.mktemp("company")) as running:
        yield running


@pytest.fixture
async def page(workspace: Workspace) -> AsyncIterator[Page]:
    """Maya's page; a script error on it fails the test."""
    workspace.app.go_on.clear()
    workspace.app.told.clear()
    opened = await workspace.open()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    await opened.close()
    assert errors == []


async def type_and_send(page: Page, text: str, inside: str = "channel-view") -> None:
    """Write into a composer and press Enter."""
    await page.get_by_test_id(inside).get_by_test_id("composer-input").fill(text)
    await page.keyboard.press("Enter")


async def test_the_workspace_opens_with_its_channels_people_and_apps(page: Page) -> None:
    sidebar = page.get_by_role("navigation")
    for name in ("general", "payments", "incidents", "Priya Nair", "Lookout"):
        await expect(sidebar.get_by_role("button", name=name)).to_be_visible()
    await expect(page.get_by_test_id("member-switcher")).to_contain_text("Maya Okafor")
    await expect(page.get_by_test_id("message").first).to_be_visible()
    await page.locator("[data-channel-id=C0PAYMENTS]").first.click()
    await expect(page).to_have_title("payments – Larkfield")


async def test_a_message_reaches_the_others_and_marks_their_channel(workspace: Workspace, page: Page) -> None:
    other = await workspace.open("U0TOM", "C0PAYMENTS")
    await type_and_send(page, "fish & <chips> at *noon*, @Tom Alvarez?")
    mark = other.locator("[data-testid=channel][data-channel-id=C0GENERAL]")
    await expect(mark.locator(".side-badge")).to_have_text("1")
    await mark.click()
    message = other.get_by_test_id("message").last
    await expect(message.locator(".content")).to_have_text("fish & <chips> at noon, @Tom Alvarez?")
    await expect(message.locator("strong")).to_have_text("noon")
    await expect(message.locator(".mention-me")).to_have_text("@Tom Alvarez")
    await expect(mark.locator(".side-badge")).to_have_count(0)
    await other.close()


async def test_one_can_be_another_member(page: Page) -> None:
    await page.get_by_test_id("member-switcher").click()
    await page.get_by_test_id("member-U0LIN").click()
    await expect(page.get_by_test_id("member-switcher")).to_contain_text("Lin Chen")
    await type_and_send(page, "Lin was here")
    await expect(page.get_by_test_id("message").last).to_have_attribute("data-user", "U0LIN")


async def test_hostile_text_stays_text(workspace: Workspace, page: Page) -> None:
    evil = "<img src=x onerror=hacked()> <script>hacked()</script>"
    await page.expose_function("hacked", lambda: pytest.fail("a message ran a script"))
    await type_and_send(page, evil)
    await expect(page.get_by_test_id("message").last.locator(".content")).to_have_text(evil)
    link = "[click](javascript:hacked()) <javascript:hacked()|click> ![x](javascript:hacked())"
    blocks = [
        mrkdwn(f"{evil} {link}"),
        {"type": "markdown", "text": f"{evil} {link}\n\n<b onclick=hacked()>b</b>"},
    ]
    ts = await workspace.say("C0GENERAL", blocks=blocks, username=evil)
    message = page.locator(f"[data-ts='{ts}']")
    await expect(message).to_contain_text("<script>hacked()</script>")
    assert (
        await message.locator(".content img, .content script, .content b, a[href^=javascript]").count() == 0
    )
    for label in await message.get_by_text("click", exact=True).all():
        await label.click()


async def test_an_answer_streams_into_the_thread(workspace: Workspace, page: Page) -> None:
    composer = page.get_by_test_id("composer-input")
    await composer.press_sequentially("@loo")
    await expect(page.get_by_test_id("completion")).to_contain_text("Lookout")
    await page.keyboard.press("Tab")
    await expect(composer).to_have_value("@Lookout ")
    await page.keyboard.type("do you see a sail?")
    await page.keyboard.press("Enter")
    await page.get_by_test_id("thread-line").last.click()
    pane = page.get_by_test_id("thread-pane")
    answer = pane.locator("[data-streaming=true]")
    await expect(answer).to_contain_text("I see **two")
    await expect(answer.get_by_test_id("plan")).to_contain_text("Keeping watch")
    await expect(answer.get_by_test_id("task")).to_have_attribute("data-status", "in_progress")
    workspace.app.go_on.set()
    done = pane.locator("[data-streaming=false]").last
    await expect(done.locator(".markdown strong")).to_have_text("two sails")
    await expect(done.locator("td")).to_have_text(["red", "3"])
    task = done.get_by_test_id("task")
    await expect(task).to_have_attribute("data-status", "complete")
    await task.locator("summary").click()
    await expect(task.get_by_role("link", name="Chart 7")).to_have_attribute(
        "href", "https://example.com/chart"
    )
    await expect(done.get_by_role("button", name="Set a watch")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(pane).to_have_count(0)


async def test_commands_complete_run_and_stay_out_of_threads(page: Page) -> None:
    await page.get_by_test_id("composer-input").press_sequentially("/lo")
    row = page.get_by_test_id("completion").get_by_role("option")
    await expect(row).to_contain_text(["Ask the lookout"])
    await expect(row).to_contain_text(["north | south"])
    await page.keyboard.press("Enter")
    await page.keyboard.type("north")
    await page.keyboard.press("Enter")
    answer = page.get_by_test_id("message").last
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer).to_contain_text("Looking north")
    await type_and_send(page, "/lookin south")
    await expect(page.get_by_test_id("message").last).to_contain_text("/lookin is not a valid command")
    await page.locator("[data-channel-id=C0PAYMENTS]").first.click()
    await page.get_by_test_id("thread-line").last.click()
    await type_and_send(page, "/lookout south", "thread-pane")
    refusal = page.get_by_test_id("thread-pane").get_by_test_id("message").last
    await expect(refusal).to_contain_text("/lookout is not supported in threads")


async def test_a_modal_shows_errors_then_a_second_one_then_closes(workspace: Workspace, page: Page) -> None:
    ts = await workspace.say(
        "C0GENERAL", blocks=[{"type": "actions", "elements": [button("Set a watch", "open_form")]}]
    )
    await page.locator(f"[data-ts='{ts}'] [data-action-id=open_form]").click()
    modal = page.get_by_test_id("modal")
    await modal.locator("[data-action-id=who]").fill("nobody")
    await page.get_by_test_id("modal-submit").click()
    await expect(modal.get_by_test_id("input-error").last).to_have_text(
        "Please complete this required field."
    )
    await modal.locator("[data-action-id=side]").click()
    await page.get_by_role("option", name="starboard").click()
    await page.get_by_test_id("modal-submit").click()
    error = modal.get_by_test_id("input-error").first
    await expect(error).to_have_text("Somebody has to keep watch.")
    await expect(modal.locator("[data-action-id=who]")).to_be_focused()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("Lin")
    await expect(error).to_be_empty()
    await page.keyboard.press("Enter")
    await expect(modal).to_contain_text("Really?")
    assert workspace.app.told[-1]["who"]["who"]["value"] == "Lin"
    assert workspace.app.told[-1]["side"]["side"]["selected_option"]["value"] == "starboard"
    await page.get_by_test_id("modal-back").click()
    await expect(modal.locator("[data-action-id=who]")).to_have_value("Lin")
    await page.get_by_test_id("modal-submit").click()
    await expect(modal).to_contain_text("Really?")
    await page.get_by_test_id("modal-submit").click()
    await expect(modal).to_have_count(0)


async def test_a_message_shortcut_opens_a_modal_that_keeps_the_focus(page: Page) -> None:
    message = page.get_by_test_id("message").last
    await message.hover()
    await message.get_by_test_id("more-actions").click()
    await page.get_by_test_id("shortcut-look").click()
    modal = page.get_by_test_id("modal")
    await expect(modal).to_have_attribute("aria-label", "Set a watch")
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await modal.evaluate("modal => modal.contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)


async def test_the_agent_pane_suggests_shows_status_and_remembers(workspace: Workspace, page: Page) -> None:
    await page.get_by_test_id("agent-open").click()
    pane = page.get_by_test_id("agent-pane")
    await pane.get_by_test_id("suggested-prompt").filter(has_text="A sail?").click()
    await expect(pane.get_by_test_id("message").first).to_contain_text("do you see a sail?")
    await expect(pane.get_by_test_id("status-line")).to_contain_text("Climbing the mast…")
    await expect(pane.get_by_role("heading", name="About a sail")).to_be_visible()
    workspace.app.go_on.set()
    await expect(pane.get_by_test_id("message").last).to_contain_text("No sail.")
    await expect(pane.get_by_test_id("status-line")).to_be_hidden()
    await pane.get_by_test_id("agent-new").click()
    await expect(pane.get_by_test_id("suggested-prompt")).to_be_visible()
    await pane.get_by_test_id("agent-history").click()
    await pane.get_by_test_id("history-row").filter(has_text="About a sail").click()
    await expect(pane.get_by_test_id("message").last).to_contain_text("No sail.")


async def test_the_home_tab_shows_what_the_app_published(page: Page) -> None:
    await page.get_by_test_id("app").click()
    home = page.get_by_test_id("app-home")
    await expect(home.get_by_role("heading", name="The watch")).to_be_visible()
    await home.get_by_role("button", name="Set a watch").click()
    await expect(page.get_by_test_id("modal")).to_be_visible()
    await page.get_by_test_id("modal-close").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)


async def test_the_keyboard_is_enough(page: Page) -> None:
    await page.keyboard.press("ControlOrMeta+k")
    await page.keyboard.type("incid")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("channel-view")).to_have_attribute("data-channel-id", "C0INCIDENTS")
    composer = page.get_by_test_id("composer-input")
    await expect(composer).to_be_focused()
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await expect(composer).to_have_value("one\ntwo")
    await page.keyboard.press("Enter")
    await expect(composer).to_have_value("")
    rows = page.get_by_test_id("message")
    await expect(rows.last).to_contain_text("two")
    await rows.last.focus()
    await page.keyboard.press("ArrowUp")
    await expect(rows.nth(-2)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await rows.last.get_by_test_id("reply-in-thread").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("thread-pane").get_by_test_id("composer-input")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("thread-pane")).to_have_count(0)


async def test_reactions_and_changes_reach_the_others(workspace: Workspace, page: Page) -> None:
    other = await workspace.open("U0TOM")
    await type_and_send(page, "to be changed")
    mine, theirs = page.get_by_test_id("message").last, other.get_by_test_id("message").last
    await expect(theirs).to_contain_text("to be changed")
    await theirs.hover()
    await theirs.get_by_role("button", name="React with eyes").click()
    pill = mine.locator("[data-reaction=eyes]")
    await expect(pill).to_have_attribute("aria-pressed", "false")
    await pill.click()
    await expect(theirs.locator("[data-reaction=eyes]")).to_contain_text("2")
    await mine.hover()
    await mine.get_by_test_id("more-actions").click()
    await page.get_by_test_id("edit-message").click()
    await page.get_by_test_id("edit-text").fill("changed")
    await page.keyboard.press("Enter")
    await expect(theirs.locator(".content")).to_have_text("changed(edited)")
    await mine.hover()
    await mine.get_by_test_id("more-actions").click()
    await page.get_by_test_id("delete-message").click()
    await page.get_by_test_id("confirm-yes").click()
    await expect(other.get_by_text("(edited)")).to_have_count(0)
    await other.close()


# The smallest valid PNG: one transparent pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
    "e221bc330000000049454e44ae426082"
)


async def test_files_are_attached_and_images_open_large(page: Page) -> None:
    image = FilePayload(name="sail.png", mimeType="image/png", buffer=PIXEL)
    log = FilePayload(name="watch.log", mimeType="text/plain", buffer=b"all quiet")
    await page.get_by_test_id("file-input").set_input_files([image, log])
    await expect(page.get_by_test_id("attached")).to_have_count(2)
    await expect(page.locator(".attached-file.loading")).to_have_count(0)
    await type_and_send(page, "look")
    message = page.get_by_test_id("message").last
    await expect(message.get_by_test_id("file")).to_contain_text("watch.log")
    await message.get_by_role("button", name="Open image: sail.png").click()
    box = page.get_by_test_id("lightbox")
    assert await box.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await page.keyboard.press("Escape")
    await expect(box).to_have_count(0)


async def test_the_page_connects_again_and_catches_up(workspace: Workspace, page: Page) -> None:
    row = page.get_by_test_id("message").last
    read = await row.get_attribute("data-ts")
    await row.focus()
    await row.get_by_test_id("reply-in-thread").focus()
    await workspace.slack.pages.close()
    await workspace.say("C0GENERAL", "said while you were away")
    await expect(page.get_by_text("said while you were away")).to_be_visible()
    await expect(page.locator(f"[data-ts='{read}']").get_by_test_id("reply-in-thread")).to_be_focused()
    await page.locator("#app[data-connection=open]").wait_for()
    await workspace.say("C0GENERAL", "and said afterwards")
    await expect(page.get_by_text("and said afterwards")).to_be_visible()


async def test_a_permalink_opens_its_message(workspace: Workspace, page: Page) -> None:
    ts = await workspace.say("C0INCIDENTS", "the message that is meant")
    await page.goto(f"{workspace.address}/archives/C0INCIDENTS/p{ts.replace('.', '')}")
    await expect(page.locator(f"[data-ts='{ts}']")).to_be_focused()


async def test_light_and_dark(page: Page) -> None:
    ground = "() => getComputedStyle(document.querySelector('#main')).backgroundColor"
    before = await page.evaluate(ground)
    await page.get_by_test_id("theme").click()
    assert await page.evaluate(ground) != before
    await page.reload()
    await page.get_by_test_id("channel-view").wait_for()
    assert await page.evaluate(ground) != before
