"""What a newcomer does on the demo's page, in a real browser."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from sqlalchemy import select

from storage.models import Feedback
from tests.browser import NEEDS_BROWSER, WINDOW, running_browser
from tests.e2e.conftest import Town

pytestmark = NEEDS_BROWSER

IMAGES = Path(__file__).parents[2] / "docs" / "images"
# The README's pictures are made by these tests: run them with this set to make them anew.
KEEP_PICTURES = os.environ.get("KEEP_PICTURES") == "1"
ANSWER_MS = 20_000


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all scenarios of this file."""
    async with running_browser() as running:
        yield running


@asynccontextmanager
async def page_of(
    member: str, town: Town, browser: Browser, channel: str = "C0PAYMENTS"
) -> AsyncIterator[Page]:
    """Somebody's page; a script error on it fails the test."""
    opened = await browser.new_page(viewport=WINDOW)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    await opened.goto(f"{town.sandbox.addresses.slack}/?member={member}#/{channel}")
    yield opened
    await opened.close()
    assert errors == []


@pytest.fixture
async def page(town: Town, browser: Browser) -> AsyncIterator[Page]:
    """Maya's page in #payments."""
    async with page_of("U0MAYA", town, browser) as opened:
        yield opened


async def say(page: Page, text: str) -> Locator:
    """Mention the bot as people do, and open the thread; gives it back."""
    channel = page.get_by_test_id("channel-view")
    composer, asked = channel.get_by_test_id("composer-input"), channel.get_by_test_id("message")
    await expect(asked.first).to_be_visible()
    before = await asked.count()
    await composer.press_sequentially("@quar")
    await page.keyboard.press("Tab")
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    await expect(asked).to_have_count(before + 1)
    await asked.last.get_by_test_id("thread-line").click(timeout=ANSWER_MS)
    return page.get_by_test_id("thread-pane")


async def ask(page: Page, text: str) -> Locator:
    """Ask something, open its thread, and wait for the whole answer."""
    pane = await say(page, text)
    evidence = page.get_by_role("button", name="Evidence")
    answer = pane.get_by_test_id("message").filter(has=evidence).last
    await expect(answer.get_by_role("button", name="Evidence")).to_be_visible(timeout=ANSWER_MS)
    return answer


async def picture(page: Page, name: str) -> None:
    """Keep what is seen as a picture of the documentation, where that is wanted."""
    if KEEP_PICTURES:
        IMAGES.mkdir(parents=True, exist_ok=True)
        await page.mouse.move(700, 20)
        await page.screenshot(path=IMAGES / f"{name}.png")


async def test_asks_why_a_build_failed_and_opens_the_evidence(page: Page) -> None:
    answer = await ask(page, "why did the last payments build fail?")
    await expect(answer.get_by_test_id("plan")).to_contain_text("DevOps engineer at work")
    await expect(answer.locator("[data-testid=task][data-status=complete]")).to_have_count(3)
    # #318 in the story; a later number where another scenario has run the build again.
    await expect(answer).to_contain_text(re.compile(r"payments-build #\d+ failed in stage Test"))
    await expect(answer).to_contain_text("“Round refunds with floats” by Jonas Weber")
    await picture(page, "failed-build")
    async with page.context.expect_page() as opening:
        await answer.get_by_role("link", name="E1").first.click()
    original = await opening.value
    await expect(original.locator("body")).to_contain_text("payments-build")
    await original.close()


async def test_reads_evidence_behind_its_button(page: Page) -> None:
    answer = await ask(page, "review payments#42")
    await answer.get_by_role("button", name="Evidence").click()
    modal = page.get_by_test_id("modal")
    await expect(modal).to_contain_text("prepare_review")
    await modal.get_by_role("button", name="Read").first.click()
    await expect(page.get_by_test_id("modal").last).to_contain_text("refund_search.py")
    await picture(page, "evidence")


async def test_says_that_an_answer_did_not_help(town: Town, page: Page) -> None:
    answer = await ask(page, "who owns payments?")
    await answer.get_by_role("button", name="This answer did not help").click()
    modal = page.get_by_test_id("modal")
    await modal.locator("textarea").fill("It should name the deputy, too.")
    await modal.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    async with town.deck.database.session() as session:
        said = (await session.execute(select(Feedback).where(Feedback.person == "U0MAYA"))).scalars().all()
    assert [(one.helpful, one.comment) for one in said] == [(False, "It should name the deputy, too.")]


async def test_goes_on_in_the_thread_and_sees_the_answer_stream(page: Page) -> None:
    """The steps are there before the answer is, and no new mention is needed."""
    await ask(page, "who owns checkout?")
    pane = page.get_by_test_id("thread-pane")
    await pane.get_by_test_id("composer-input").fill("is release 1.8 of checkout safe to ship?")
    await page.keyboard.press("Enter")
    streaming = pane.locator("[data-streaming=true]")
    await expect(streaming.get_by_test_id("task").first).to_be_visible(timeout=ANSWER_MS)
    done = pane.locator("[data-streaming=false]").last
    await expect(done).to_contain_text("Hold.", timeout=ANSWER_MS)
    await expect(done).to_contain_text("they disagree with")
    await picture(page, "release-safety")


async def test_sees_a_chart(page: Page) -> None:
    await ask(page, "is checkout slow right now?")
    chart = page.get_by_test_id("thread-pane").locator("img[alt*='p95 latency']")
    await expect(chart).to_be_visible(timeout=ANSWER_MS)
    await picture(page, "slow-service")


async def test_asks_from_the_app_home(page: Page) -> None:
    await page.get_by_role("navigation").get_by_role("button", name="Quarterdeck").click()
    home = page.get_by_test_id("app-home")
    await expect(home).to_contain_text("Cost optimizer")
    await picture(page, "app-home")
    await home.get_by_role("button", name="Ask the crew").click()
    modal = page.get_by_test_id("modal")
    await modal.locator("textarea").fill("what did we spend last month?")
    await modal.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("modal")).to_have_count(0)
    await expect(home).to_contain_text("what did we spend last month?", timeout=ANSWER_MS)


async def test_one_who_may_not_have_a_build_run_is_told_who_may(town: Town, browser: Browser) -> None:
    async with page_of("U0SOFIA", town, browser, "C0PLATFORM") as page:
        answer = await ask(page, "run payments-build again")
        await expect(answer).to_contain_text("payments-build was not started.")
        await expect(answer).to_contain_text("people with the role engineer or sre there may ask for it")
        await expect(page.get_by_role("button", name="Approve")).to_have_count(0)


async def test_one_who_may_sees_the_card_approves_it_and_gets_the_link(town: Town, browser: Browser) -> None:
    async with page_of("U0JONAS", town, browser) as page, page_of("U0LIN", town, browser) as other:
        pane = await say(page, "run payments-build again")
        approve = pane.get_by_role("button", name="Approve", exact=True)
        await expect(approve).to_be_visible(timeout=ANSWER_MS)
        card = pane.get_by_test_id("message").filter(
            has=page.get_by_role("button", name="Approve", exact=True)
        )
        await expect(card).to_contain_text("Approval needed: start build")
        await expect(card).to_contain_text("pipeline: payments-build")
        await expect(card).to_contain_text(
            "Who may approve: one person who may ask for this, @Jonas Weber included"
        )
        await expect(pane.get_by_test_id("plan")).to_contain_text("DevOps engineer at work")
        await expect(pane.locator("[data-testid=task][data-status=in_progress]")).to_have_count(0)
        await other.get_by_test_id("channel-view").get_by_test_id("thread-line").last.click()
        seen = other.get_by_test_id("thread-pane")
        await seen.get_by_role("button", name="Approve", exact=True).click()
        await expect(seen).to_contain_text("You can't approve this")
        await approve.click()
        await expect(pane).to_contain_text("Done, approved by @Jonas Weber", timeout=ANSWER_MS)
        await expect(approve).to_have_count(0)
        answer = pane.get_by_test_id("message").filter(has_text="Started payments-build #")
        await expect(answer.get_by_test_id("plan")).to_contain_text("Continuing")
        await expect(answer.get_by_role("button", name="Evidence")).to_be_visible(timeout=ANSWER_MS)
        await expect(seen).to_contain_text("Done, approved by @Jonas Weber")
        async with page.context.expect_page() as opening:
            await answer.get_by_role("link", name="E2").first.click()
        original = await opening.value
        await expect(original.locator("body")).to_contain_text("payments-build")
        await original.close()


async def test_sees_who_may_decide_and_takes_the_request_back(town: Town, browser: Browser) -> None:
    async with page_of("U0JONAS", town, browser) as page:
        pane = await say(page, "run payments-deploy again")
        card = pane.get_by_test_id("message").filter(
            has=page.get_by_role("button", name="Approve", exact=True)
        )
        await expect(card).to_be_visible(timeout=ANSWER_MS)
        # Others are mentioned; the asker is not among them.
        others = re.compile(r"Who may approve: @(?!Jonas)\w+ \w+[^(]*\(one person with")
        await expect(card).to_contain_text(others)
        await expect(pane).to_contain_text("stop in this thread ends it")
        await expect(pane.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
        await picture(page, "approval")
        await card.get_by_role("button", name="Withdraw").click()
        await expect(pane).to_contain_text("Withdrawn by @Jonas Weber", timeout=ANSWER_MS)
        await expect(pane.get_by_role("button", name="Withdraw")).to_have_count(0)


async def test_has_a_thread_remembered_and_finds_it_again(page: Page) -> None:
    channel = page.get_by_test_id("channel-view")
    composer, said = channel.get_by_test_id("composer-input"), channel.get_by_test_id("message")
    await expect(said.first).to_be_visible()
    await composer.fill("When LedgerLagging fires, restart the ledger pods one at a time and tell #payments.")
    await page.keyboard.press("Enter")
    told = said.filter(has_text="When LedgerLagging fires").last
    await told.hover()
    await told.get_by_test_id("more-actions").click()
    await page.get_by_test_id("shortcut-remember_this").click()
    modal = page.get_by_test_id("modal")
    await expect(modal).to_contain_text("Who may find it?")
    await picture(page, "remember-this")
    await modal.get_by_test_id("modal-submit").click()
    await expect(channel).to_contain_text("Remembered. Everyone finds it", timeout=ANSWER_MS)
    answer = await ask(page, "what do we do when LedgerLagging fires?")
    await expect(answer).to_contain_text("restart the ledger pods")
    await composer.fill("/deck knowledge")
    await page.keyboard.press("Enter")
    await expect(channel).to_contain_text("What I know comes from", timeout=ANSWER_MS)
    await expect(channel).to_contain_text("kept from Slack")
    await channel.get_by_role("button", name="Add a source").last.click()
    await expect(modal).to_contain_text("Where is it?")
