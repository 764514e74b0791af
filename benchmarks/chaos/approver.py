"""A member who gives leave for every change that is asked for, again where it does not seem to arrive."""

import asyncio
from contextlib import suppress
from typing import Any

from sandbox.slack import Member, SlackRefusedError

APPROVE = "approve_change"
CARD_EVENT = "quarterdeck_approval"
ANSWER_EVENT = "quarterdeck_answer"
AGAIN_SECONDS = 6


async def approve(slack: str, user: str, channel: str, thread: str) -> None:
    """Press Approve on the card in a thread, until the thread has its answer."""
    async with Member(slack, user) as member:
        while True:
            messages = await member.messages(channel, thread)
            if any(_kind(message) == ANSWER_EVENT for message in messages):
                return
            for card in (message for message in messages if _kind(message) == CARD_EVENT):
                # A card that somebody has decided on has no such button any more.
                with suppress(SlackRefusedError, StopIteration, KeyError, LookupError, ValueError):
                    await member.press({**card, "channel": channel}, APPROVE)
            await asyncio.sleep(AGAIN_SECONDS)


def _kind(message: dict[str, Any]) -> str:
    return str((message.get("metadata") or {}).get("event_type"))
