"""A push in the demo: GitHub tells the bot, and the list in Slack is brought up to date by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.reviews.boards import BOARD_EVENT
from sandbox.slack import Member
from tests.bot.reading import words
from tests.e2e.conftest import Town, open_town
from tests.e2e.test_reviewing import CHANNEL, SQL, pull, said, threads
from tests.pull_request_42 import SUMS, UNSAFE_SUMS, bind_values
from tests.pushing import Checkout

SECONDS = 90


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A company as the demo has it: its GitHub delivers webhooks to the bot."""
    async with open_town(tmp_path, webhooks=True) as opened:
        yield opened


def shown(event: dict[str, Any]) -> str:
    """All words of the list of findings in an event; nothing for other events."""
    message = event.get("message") or {}
    mine = (message.get("metadata") or {}).get("event_type") == BOARD_EVENT
    return words(message) if mine else ""


async def shows(who: Member, *texts: str, since: int = 0) -> str:
    """The list, once all of these stand in it."""
    event = await who.wait_for(lambda one: all(text in shown(one) for text in texts), SECONDS, since=since)
    return shown(event)


@pytest.mark.timeout(300)
async def test_a_push_updates_the_list_in_slack_and_nobody_presses_anything(
    town: Town, tmp_path: Path
) -> None:
    async with town.member("U0JONAS") as jonas:
        await jonas.start()
        await jonas.command(CHANNEL, "/deck", "review larkfield/payments#42")
        text = await shows(jonas, SQL)
        assert "Not published yet" in text
        assert "eval" not in text
        assert await said(town) == []

        # A push with something new: reviewed and published by itself, as the repository's settings say.
        checkout = Checkout(tmp_path / "clone", town.sandbox.addresses.github, town.sandbox.company)
        await checkout.clone("payments", (await asyncio.to_thread(pull, town)).head.ref)
        since = len(jonas.events)
        new = await checkout.commit("Add sums", {SUMS: UNSAFE_SUMS})
        await checkout.push()
        text = await shows(jonas, f"at `{new[:8]}`", f"{SUMS}:6", "Published by", since=since)
        assert SQL in text
        comments = await said(town)
        assert len([one for one in comments if "app/sums" in one or "eval" in one]) == 1

        # Another one that mends the worst: its thread at GitHub is settled, and the list says so.
        since = len(jonas.events)
        await bind_values(checkout)
        head = await checkout.git("rev-parse", "HEAD")
        text = await shows(jonas, f"at `{head[:8]}`", "resolved at the pull request", since=since)
        assert f"~{SQL}" in text
        assert [done for title, done in (await threads(town)).items() if SQL in title] == [True]
        assert await said(town) == comments
