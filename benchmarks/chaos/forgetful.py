"""A replica that looks for nothing that was done before, which proves that the run can see doubles."""

import asyncio
import sys
from dataclasses import replace
from uuid import UUID, uuid4

from bot.app import slack_edge, slack_worker
from bot.cli.running import run_command
from bot.log import configure
from bot.replies.slack import SlackReply
from bot.service import Deck
from bot.settings import Settings
from storage import AskStore, NewAsk


class ForgetfulAsks(AskStore):
    """Takes every delivery for a new one."""

    async def receive(self, new: NewAsk) -> UUID | None:
        """Store an ask, whether or not it is there already."""
        return await super().receive(replace(new, event_id=str(uuid4())))


class ForgetfulReply(SlackReply):
    """Does not look for the answer of an earlier run."""

    async def delivered(self) -> bool:
        """Believe that nothing was."""
        return False


async def run() -> int:
    """The edge and a worker in one process, until told to stop."""
    settings = Settings.load()
    configure(settings.log_level, "json")
    async with Deck.open(settings) as deck:
        deck.asks = ForgetfulAsks(deck.database, deck.queue)
        async with slack_worker(deck, ForgetfulReply), slack_edge(deck):
            sys.stderr.write('{"event": "ready"}\n{"event": "working on asks"}\n')
            await asyncio.Event().wait()
    return 0


if __name__ == "__main__":
    run_command(run(), level="info", stopped=0)
