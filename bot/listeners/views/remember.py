"""The modal of "Remember this", sent off."""

import json

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.blocks.keeping import AUDIENCE_BLOCK, AUDIENCE_INPUT, CHANNEL
from bot.desk import Desk
from bot.intake import database_answers
from bot.keeping.jobs import REMEMBER_THREAD
from bot.payloads import Payload


async def remember_submitted(ack: AsyncAck, body: Payload, view: Payload, desk: Desk) -> None:
    """Leave it to a worker to keep the thread."""
    about = json.loads(view["private_metadata"])
    chosen = view["state"]["values"].get(AUDIENCE_BLOCK, {}).get(AUDIENCE_INPUT) or {}
    async with database_answers():
        await desk.jobs.leave(
            REMEMBER_THREAD,
            body["view"]["id"],
            person=body["user"]["id"],
            team=body["team"]["id"],
            channel=about["channel"],
            ts=about["ts"],
            looked_at=about["looked_at"],
            # What is private offers no choice.
            audience=(chosen.get("selected_option") or {}).get("value") or CHANNEL,
        )
    await ack()
