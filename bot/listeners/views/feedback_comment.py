"""What was wrong with an answer, in words."""

from uuid import UUID

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.blocks.feedback import COMMENT_BLOCK, COMMENT_INPUT
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from tools.redaction import redact


async def feedback_comment_submitted(ack: AsyncAck, body: Payload, view: Payload, desk: Desk) -> None:
    """Keep the comment with the verdict."""
    comment = view["state"]["values"][COMMENT_BLOCK][COMMENT_INPUT].get("value")
    if comment:
        async with database_answers():
            await desk.feedback.keep(
                UUID(view["private_metadata"]), body["user"]["id"], helpful=False, comment=redact(comment)
            )
    await ack()
