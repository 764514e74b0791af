"""The modals of a review, sent off."""

from collections.abc import Awaitable

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.blocks.review_modals import REASON, WORDS
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from bot.reviews.presses import DONE, Press
from storage import DatabaseUnavailableError

DOWN = "I can't take this right now: my database does not answer. Please try again in a minute."


async def drop_submitted(ack: AsyncAck, body: Payload, view: Payload, desk: Desk) -> None:
    """Drop the finding, or say in the modal why not."""
    key, channel = _about(view)
    press = Press.of(key, body, channel)
    reason = view["state"]["values"][REASON][REASON].get("value") or ""
    await _decide(ack, desk, press, REASON, desk.reviews.drop(press, reason))


async def reword_submitted(ack: AsyncAck, body: Payload, view: Payload, desk: Desk) -> None:
    """Keep the words, or say in the modal why not."""
    key, channel = _about(view)
    press = Press.of(key, body, channel)
    words = view["state"]["values"][WORDS][WORDS].get("value") or ""
    began_with = key.split(":")[2]
    await _decide(ack, desk, press, WORDS, desk.reviews.reword(press, words, began_with))


async def _decide(ack: AsyncAck, desk: Desk, press: Press, field: str, decision: Awaitable[str]) -> None:
    try:
        async with database_answers():
            said = await decision
    except DatabaseUnavailableError:
        said = DOWN
    if said != DONE:
        # No mention is one in there: people are told by their names.
        await ack(response_action="errors", errors={field: desk.payloads.text(said)})
        return
    await ack()
    await desk.boards.refresh_board(press.board_id)


def _about(view: Payload) -> tuple[str, str]:
    """What the modal was opened for, and in which channel."""
    key, _, channel = str(view["private_metadata"]).rpartition(":")
    return key, channel
