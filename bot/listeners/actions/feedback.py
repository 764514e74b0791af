"""Thumbs up or down under an answer."""

from uuid import UUID

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.feedback import comment_modal
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from bot.viewers import viewer_of

THANKS = "Thank you! 👍 is kept with the answer."
THANKS_ANYWAY = "Thank you for saying so. 👎 is kept with the answer."


async def feedback(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Keep the verdict, say thanks, and after a thumbs-down ask what was wrong."""
    verdict, _, ask_id = action["value"].partition(":")
    helpful = verdict == "up"
    async with database_answers():
        seen = await desk.asks.answer_of(UUID(ask_id), viewer_of(body))
        if seen is not None:
            await desk.feedback.keep(UUID(ask_id), body["user"]["id"], helpful)
    await ack()
    if seen is None:
        return
    if not helpful:
        await client.views_open(trigger_id=body["trigger_id"], view=comment_modal(ask_id))
    await client.chat_postEphemeral(
        channel=body["channel"]["id"],
        user=body["user"]["id"],
        thread_ts=body["message"].get("thread_ts"),
        text=THANKS if helpful else THANKS_ANYWAY,
    )
