"""A review of a pull request as people live through it in Slack, in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from github import Auth, Github
from github.PullRequest import PullRequest
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.github import API_PATH, access_token
from tests.browser import NEEDS_BROWSER, WINDOW, running_browser
from tests.e2e.conftest import Town, open_town
from tests.e2e.test_newcomer import picture
from tests.pull_request_42 import bind_values
from tests.pushing import Checkout

pytestmark = NEEDS_BROWSER

CHANNEL = "C0PAYMENTS"
REPOSITORY, NUMBER = "larkfield/payments", 42
ANSWER_MS = 60_000
THREADS = """
query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 50) { nodes { isResolved comments(first: 1) { nodes { body } } } }
  } }
}
"""
SQL, TIMEOUT = "SQL built from input", "Request without a time-out"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A company of this test's own: somebody pushes to it."""
    async with open_town(tmp_path) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser."""
    async with running_browser() as running:
        yield running


def pull(town: Town) -> PullRequest:
    """The pull request as GitHub has it; blocking."""
    token = access_token(town.sandbox.company)
    client = Github(
        base_url=f"{town.sandbox.addresses.github}{API_PATH}", auth=Auth.Token(token), retry=None,
        seconds_between_requests=0, seconds_between_writes=0,
    )  # fmt: skip
    return client.get_repo(REPOSITORY).get_pull(NUMBER)


async def said(town: Town) -> list[str]:
    """Our comments at lines, through PyGithub."""
    return await asyncio.to_thread(
        lambda: [one.body for one in pull(town).get_review_comments() if "quarterdeck:finding" in one.body]
    )


async def threads(town: Town) -> dict[str, bool]:
    """Whether each thread of ours is resolved, by the words that it begins with."""
    owner, name = REPOSITORY.split("/")

    def look() -> Any:
        variables = {"owner": owner, "name": name, "number": NUMBER}
        return pull(town).requester.graphql_query(THREADS, variables)[1]

    found = (await asyncio.to_thread(look))["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    bodies = [(one["comments"]["nodes"][0]["body"], one["isResolved"]) for one in found]
    return {body.partition("\n")[0]: done for body, done in bodies if "quarterdeck:finding" in body}


async def push_fix(town: Town, folder: Path) -> None:
    """Jonas binds the values of the query and pushes."""
    checkout = Checkout(folder, town.sandbox.addresses.github, town.sandbox.company)
    await checkout.clone("payments", await asyncio.to_thread(lambda: pull(town).head.ref))
    await bind_values(checkout)


@dataclass
class Window:
    """Slack as Jonas sees it: the channel, the thread beside it, and in that the list of the review."""

    page: Page

    @property
    def channel(self) -> Locator:
        return self.page.get_by_test_id("channel-view")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_test_id("thread-pane")

    @property
    def board(self) -> Locator:
        button = self.page.get_by_role("button", name="Review again")
        return self.thread.get_by_test_id("message").filter(has=button)

    async def choose(self, finding: str, what: str) -> None:
        """Choose something from the menu of a finding."""
        row = self.board.locator(".section").filter(has_text=finding)
        await row.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=what).click()

    async def approve(self, nth: int) -> None:
        """Give leave on the nth card of the thread."""
        button = self.thread.get_by_role("button", name="Approve", exact=True)
        await expect(button).to_be_visible(timeout=ANSWER_MS)
        await button.click()
        await expect(self.thread.get_by_text("Done, approved by")).to_have_count(nth, timeout=ANSWER_MS)


async def test_a_review_is_talked_through_published_fixed_and_settled(
    town: Town, browser: Browser, tmp_path: Path
) -> None:
    page = await browser.new_page(viewport=WINDOW)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{town.sandbox.addresses.slack}/?member=U0JONAS#/{CHANNEL}")
    window = Window(page)
    found = await jonas_asks_for_a_review(window)
    await jonas_discusses_the_worst_finding(window)
    await jonas_drops_one_with_a_reason(window, found - 1)
    await jonas_publishes_what_is_left(window, town, found - 1)
    await push_fix(town, tmp_path / "clone")
    await jonas_settles_what_the_push_has_mended(window, town)
    assert len(await said(town)) == found - 1
    await page.close()
    assert errors == []


async def jonas_asks_for_a_review(window: Window) -> int:
    """The answer is a verdict and is followed by the list; how many findings are in it."""
    await expect(window.channel.get_by_test_id("message").first).to_be_visible()
    await window.channel.get_by_test_id("composer-input").fill("/deck review larkfield/payments#42")
    await window.page.keyboard.press("Enter")
    asked = window.channel.get_by_test_id("message").filter(has_text="review larkfield/payments#42")
    await asked.get_by_test_id("thread-line").click(timeout=ANSWER_MS)
    await expect(window.board).to_contain_text(SQL, timeout=ANSWER_MS)
    found = await window.board.get_by_role("button", name="More actions").count()
    assert found >= 4
    await expect(window.board).to_contain_text(f"Not published yet: {found} findings open.")
    answer = window.thread.get_by_test_id("message").filter(has_text="Look first at")
    await expect(answer).to_contain_text(f"{found} findings")
    await expect(answer).not_to_contain_text(TIMEOUT)
    for step in ("changed file", "analysers done", "tried, "):
        task = answer.locator("[data-testid=task][data-status=complete]").filter(has_text=step)
        await expect(task).to_have_count(1)
    await picture(window.page, "review-list")
    return found


async def jonas_discusses_the_worst_finding(window: Window) -> None:
    """It is shown, then he asks about it in the thread."""
    await window.choose(SQL, "Discuss")
    await expect(window.thread).to_contain_text("Why it matters", timeout=ANSWER_MS)
    await window.thread.get_by_test_id("composer-input").fill("is it reachable?")
    await window.page.keyboard.press("Enter")
    await expect(window.thread).to_contain_text("is called here", timeout=ANSWER_MS)
    await expect(window.thread).to_contain_text("app/api.py:")
    await picture(window.page, "review-discuss")


async def jonas_drops_one_with_a_reason(window: Window, left: int) -> None:
    """The list says who dropped it and why."""
    await window.choose(TIMEOUT, "Drop")
    modal = window.page.get_by_test_id("modal")
    await modal.locator("textarea").fill("The gateway closes the connection itself")
    await modal.get_by_test_id("modal-submit").click()
    reason = "dropped by @Jonas Weber: The gateway closes the connection itself"
    await expect(window.board).to_contain_text(reason)
    await expect(window.board).to_contain_text(f"Not published yet: {left} findings open.")


async def jonas_publishes_what_is_left(window: Window, town: Town, left: int) -> None:
    """He reads what that is before he gives leave."""
    assert await said(town) == []
    await window.board.get_by_role("button", name=f"Publish {left} findings to the PR").click()
    await expect(window.board).to_contain_text("@Jonas Weber is publishing it")
    card = window.thread.get_by_test_id("message").filter(has_text="Approval needed: publish review")
    await expect(card).to_contain_text(SQL, timeout=ANSWER_MS)
    await expect(card).not_to_contain_text(TIMEOUT)
    # It may be drawn anew meanwhile.
    await card.evaluate("card => card.scrollIntoView({block: 'nearest'})")
    await picture(window.page, "review-publish")
    await window.approve(1)
    posted = f"posted as a review with {left} comments"
    await expect(window.thread).to_contain_text(posted, timeout=ANSWER_MS)
    await expect(window.board).to_contain_text("Published by @Jonas Weber", timeout=ANSWER_MS)
    await expect(window.thread).not_to_contain_text("unverified")
    await expect(window.board.get_by_role("button", name="Publish")).to_have_count(0)
    comments = await said(town)
    assert len(comments) == left
    assert not any(TIMEOUT in one for one in comments)
    assert not any((await threads(town)).values())


async def jonas_settles_what_the_push_has_mended(window: Window, town: Town) -> None:
    """The next review sees that it is mended, and the thread at GitHub is resolved."""
    await window.board.get_by_role("button", name="Review again").click()
    await expect(window.board).to_contain_text("1 of their threads still open", timeout=ANSWER_MS)
    await window.board.get_by_role("button", name="Settle 1 thread").click()
    await window.approve(2)
    await expect(window.board).to_contain_text("resolved at the pull request", timeout=ANSWER_MS)
    settled = {title for title, done in (await threads(town)).items() if done}
    assert len(settled) == 1
    assert SQL in settled.pop()
    await window.board.scroll_into_view_if_needed()
    await picture(window.page, "review-resolved")
