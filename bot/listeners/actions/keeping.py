"""The Undo button of "Remember this"."""

import json

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond

from bot.desk import Desk
from bot.intake import database_answers
from bot.keeping.jobs import FORGET_THREAD
from bot.payloads import Payload

UNDONE = "Taken back."


async def forget_thread(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, respond: AsyncRespond
) -> None:
    """Leave it to a worker to forget the thread."""
    kept = json.loads(action["value"])
    async with database_answers():
        await desk.jobs.leave(
            FORGET_THREAD,
            f"{kept['source']}:{kept['path']}",
            person=body["user"]["id"],
            team=body["team"]["id"],
            channel=body["channel"]["id"],
            source=kept["source"],
            path=kept["path"],
        )
    await ack()
    await respond(UNDONE, replace_original=True)
