"""A member who gives leave for every change that is asked for, again where it does not seem to arrive."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import ClientError

from sandbox.slack import Member, SlackRefusedError

APPROVE = "approve_change"
CARD_EVENT = "quarterdeck_approval"
ANSWER_EVENT = "quarterdeck_answer"
AGAIN_SECONDS = 6


async def approve(slack: str, user: str, channel: str, thread: str) -> None:
    """Press Approve on the card in a thread, until the thread has its answer."""
    async with Member(slack, user) as member:
        while True:
            if await _pressed(member, channel, thread):
                return
            await asyncio.sleep(AGAIN_SECONDS)


async def _pressed(member: Member, channel: str, thread: str) -> bool:
    """Press what there is to press; whether the thread has its answer."""
    # A busy machine makes a press fail as a killed replica does: neither ends a person's patience.
    with suppress(SlackRefusedError, ClientError, TimeoutError):
        messages = await member.messages(channel, thread)
        if any(_kind(message) == ANSWER_EVENT for message in messages):
            return True
        for card in (message for message in messages if _kind(message) == CARD_EVENT):
            # A card that somebody has decided on has no such button any more.
            with suppress(LookupError):
                await member.press({**card, "channel": channel}, APPROVE)
    return False


def _kind(message: dict[str, Any]) -> str:
    return str((message.get("metadata") or {}).get("event_type"))
