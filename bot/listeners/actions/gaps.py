"""“Answered now” under what the documents did not answer."""

from uuid import UUID

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.gaps import TITLE, closed
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload


async def close_gaps(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Take these questions off the list, and show by whom."""
    async with database_answers():
        await desk.gaps.close([UUID(hex=gap) for gap in action["value"].split(",")])
    await ack()
    message = body["message"]
    await client.chat_update(
        channel=body["channel"]["id"],
        ts=message["ts"],
        text=message.get("text") or TITLE,
        blocks=closed(message["blocks"], action["value"], body["user"]["id"]),
    )
