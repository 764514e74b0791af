"""A review of a pull request as people live through it in Slack, in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from github import Auth, Github
from github.PullRequest import PullRequest
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.github import API_PATH, access_token
from tests.browser import NEEDS_BROWSER, running_browser
from tests.e2e.conftest import Town, open_town
from tests.e2e.test_newcomer import picture
from tests.pushing import Checkout

pytestmark = NEEDS_BROWSER

CHANNEL = "C0PAYMENTS"
REPOSITORY, NUMBER = "larkfield/payments", 42
SEARCH = "app/refund_search.py"
ANSWER_MS = 60_000
THREADS = """
query($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 50) { nodes { isResolved comments(first: 1) { nodes { body } } } }
  } }
}
"""
UNSAFE = """\
    query = f"SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE '%{text}%'"
    if customer:
        query += f" AND customer = '{customer}'"
    rows = connection.execute(query).fetchall()
"""
SAFE = """\
    query = "SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE ? AND ? IN ('', customer)"
    rows = connection.execute(query, (f"%{text}%", customer)).fetchall()
"""


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
    text = checkout.read(SEARCH)
    assert UNSAFE in text
    await checkout.commit("Bind the values of the refund search", {SEARCH: text.replace(UNSAFE, SAFE)})
    await checkout.push()


async def choose(page: Page, board: Locator, finding: str, what: str) -> None:
    """Choose something from the menu of a finding."""
    row = board.locator(".section").filter(has_text=finding)
    await row.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=what).click()


async def approve(pane: Locator, nth: int) -> None:
    """Give leave on the nth card of the thread."""
    button = pane.get_by_role("button", name="Approve", exact=True)
    await expect(button).to_be_visible(timeout=ANSWER_MS)
    await button.click()
    await expect(pane.get_by_text("Done, approved by")).to_have_count(nth, timeout=ANSWER_MS)


async def test_a_review_is_talked_through_published_fixed_and_settled(
    town: Town, browser: Browser, tmp_path: Path
) -> None:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(f"{town.sandbox.addresses.slack}/?member=U0JONAS#/{CHANNEL}")
    channel, pane = page.get_by_test_id("channel-view"), page.get_by_test_id("thread-pane")
    await expect(channel.get_by_test_id("message").first).to_be_visible()

    # The review: an answer that leads with the worst, then the list.
    await channel.get_by_test_id("composer-input").fill("/deck review larkfield/payments#42")
    await page.keyboard.press("Enter")
    asked = channel.get_by_test_id("message").filter(has_text="review larkfield/payments#42")
    await asked.get_by_test_id("thread-line").click(timeout=ANSWER_MS)
    board = pane.get_by_test_id("message").filter(has=page.get_by_role("button", name="Review again"))
    await expect(board).to_contain_text("SQL built from input", timeout=ANSWER_MS)
    found = await board.get_by_role("button", name="More actions").count()
    assert found >= 4
    await expect(board).to_contain_text(f"Not published yet: {found} findings open.")
    await picture(page, "review-list")

    # One is talked about: shown, then asked about in the thread.
    await choose(page, board, "SQL built from input", "Discuss")
    await expect(pane).to_contain_text("Why it matters", timeout=ANSWER_MS)
    await pane.get_by_test_id("composer-input").fill("is it reachable?")
    await page.keyboard.press("Enter")
    await expect(pane).to_contain_text("is called here", timeout=ANSWER_MS)
    await expect(pane).to_contain_text("app/api.py:")
    await picture(page, "review-discuss")

    # One is dropped, with a reason.
    await choose(page, board, "Request without a time-out", "Drop")
    modal = page.get_by_test_id("modal")
    await modal.locator("textarea").fill("The gateway closes the connection itself")
    await modal.get_by_test_id("modal-submit").click()
    await expect(board).to_contain_text("dropped by @Jonas Weber: The gateway closes the connection itself")
    left = found - 1
    await expect(board).to_contain_text(f"Not published yet: {left} findings open.")

    # What is left is published, once somebody has read what that is.
    assert await said(town) == []
    await board.get_by_role("button", name=f"Publish {left} findings to the PR").click()
    await expect(board).to_contain_text("@Jonas Weber is publishing it")
    card = pane.get_by_test_id("message").filter(has_text="Approval needed: publish review")
    await expect(card).to_contain_text("SQL built from input", timeout=ANSWER_MS)
    await expect(card).not_to_contain_text("Request without a time-out")
    await card.scroll_into_view_if_needed()
    await picture(page, "review-publish")
    await approve(pane, 1)
    await expect(pane).to_contain_text(f"posted as a review with {left} comments", timeout=ANSWER_MS)
    await expect(board).to_contain_text("Published by @Jonas Weber", timeout=ANSWER_MS)
    await expect(board.get_by_role("button", name="Publish")).to_have_count(0)
    comments = await said(town)
    assert len(comments) == left
    assert not any("Request without a time-out" in one for one in comments)
    assert not any((await threads(town)).values())

    # A push mends it; the next review sees that, and the thread at GitHub is settled.
    await push_fix(town, tmp_path / "clone")
    await board.get_by_role("button", name="Review again").click()
    await expect(board).to_contain_text("1 of their threads still open", timeout=ANSWER_MS)
    await board.get_by_role("button", name="Settle 1 thread").click()
    await approve(pane, 2)
    await expect(board).to_contain_text("resolved at the pull request", timeout=ANSWER_MS)
    settled = {title for title, done in (await threads(town)).items() if done}
    assert len(settled) == 1
    assert "SQL built from input" in settled.pop()
    assert len(await said(town)) == left
    await board.scroll_into_view_if_needed()
    await picture(page, "review-resolved")
    await page.close()
    assert errors == []
