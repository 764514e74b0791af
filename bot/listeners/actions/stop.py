"""The Stop button on a message that is being written."""

from uuid import UUID

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload

ENDED = "That has ended already."


async def stop(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Have the run end; its thread is told what was and what wasn't done."""
    async with database_answers():
        stopping = await desk.asks.runs.stop(UUID(action["value"]), body["user"]["id"])
    await ack()
    if not stopping:
        await client.chat_postEphemeral(
            channel=body["channel"]["id"],
            user=body["user"]["id"],
            thread_ts=body["message"].get("thread_ts"),
            text=ENDED,
        )
