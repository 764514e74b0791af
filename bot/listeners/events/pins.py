"""Somebody pins a message, or takes a pin away."""

from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload


async def pins_changed(event: Payload, desk: Desk) -> None:
    """Have the channel's pins read anew, where they are a source."""
    async with database_answers():
        await desk.sources.read_again(event["channel_id"])
