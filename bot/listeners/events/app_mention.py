"""Somebody mentions the bot in a channel."""

from slack_bolt.context.say.async_say import AsyncSay

from bot.desk import Desk
from bot.payloads import Payload, is_for_nobody

HINT = (
    "Hello! Ask me something, such as *why did the last build fail?* or *is the service slow right now?* "
    "`/deck help` shows all I can do."
)


async def app_mention(event: Payload, body: Payload, desk: Desk, say: AsyncSay) -> None:
    """Store the ask; Slack is told only when it is stored."""
    if is_for_nobody(event):
        return
    new = desk.payloads.message(event, body)
    if new is None:
        await say(
            HINT, thread_ts=event.get("thread_ts") or event["ts"], unfurl_links=False, unfurl_media=False
        )
        return
    await desk.intake.receive(new)
