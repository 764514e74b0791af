"""The whole of it: the pretend company, its Slack, and the real bot with the real crew, offline."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from agents import Answer
from bot.answers import stored_answer
from bot.app import slack_bot
from bot.cli.company import demo_settings
from bot.manifest import MANIFEST
from bot.replies.threads import ANSWER_EVENT
from bot.service import Deck
from sandbox import Sandbox
from sandbox.slack import Member

BOT = "U0DECK"
SECONDS = 30


@dataclass
class Town:
    """A running company with the bot in its Slack."""

    sandbox: Sandbox
    deck: Deck

    def member(self, user: str = "U0MAYA") -> Member:
        """Somebody who looks at Slack; to be used with `async with`."""
        return Member(self.sandbox.addresses.slack, user)

    async def ask(self, text: str, *, channel: str = "C0PLATFORM", thread: str | None = None) -> "Reply":
        """Mention the bot and wait for its answer."""
        async with self.member() as maya:
            await maya.start()
            mention = text if thread else f"<@{BOT}> {text}"
            ts = await maya.post(channel, mention, thread_ts=thread)
            event = await maya.wait_for(lambda event: _answers(event, thread or ts), SECONDS)
        message = event["message"]
        ask_id = UUID(message["metadata"]["event_payload"]["ask_id"])
        ask = await self.deck.asks.get(ask_id)
        row = await self.deck.asks.answer_of(ask_id)
        assert row is not None
        return Reply(thread or ts, message, stored_answer(ask, row, await self.deck.asks.usage_of(ask_id)))


@dataclass
class Reply:
    """What came back: in which thread, the Slack message, and the stored answer."""

    thread: str
    message: dict[str, Any]
    answer: Answer


def _answers(event: dict[str, Any], thread: str) -> bool:
    message = event.get("message") or {}
    kind = (message.get("metadata") or {}).get("event_type")
    return kind == ANSWER_EVENT and message.get("thread_ts") == thread and not message.get("streaming")


@asynccontextmanager
async def open_town(home: Path, *, webhooks: bool = False, **environment: str) -> AsyncIterator[Town]:
    """A company with a bot, whose environment has these variables beside those of the demo."""
    sandbox = Sandbox(home / "sandbox", MANIFEST, webhooks=webhooks)
    await sandbox.start()
    try:
        async with Deck.open(demo_settings(sandbox.environment() | environment, home)) as deck:
            await deck.ingest_folders()
            async with slack_bot(deck):
                yield Town(sandbox, deck)
    finally:
        await sandbox.stop()


@pytest.fixture(scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One company for all scenarios; each asks in a thread of its own."""
    async with open_town(tmp_path_factory.mktemp("town")) as opened:
        yield opened
