"""Somebody mentions the bot in a channel."""

from slack_bolt.context.say.async_say import AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from agents.routing.additions import wants_to_stop
from bot.desk import Desk
from bot.payloads import Payload, is_for_nobody
from bot.signs import QUEUED, STOPPING, TAKEN_UP
from storage import NewAsk

HINT = (
    "Hello! Ask me something, such as *why did the last build fail?* or *is the service slow right now?* "
    "`/deck help` shows all I can do."
)


NOTHING_RUNS = "Nothing is running in this thread."
SIGNS = {"taken_up": TAKEN_UP, "queued": QUEUED}


async def app_mention(
    event: Payload, body: Payload, desk: Desk, say: AsyncSay, client: AsyncWebClient
) -> None:
    """Store the ask; Slack is told only when it is stored."""
    if is_for_nobody(event):
        return
    new = desk.payloads.message(event, body)
    if new is None:
        await say(
            HINT, thread_ts=event.get("thread_ts") or event["ts"], unfurl_links=False, unfurl_media=False
        )
        return
    await hear(new, event, desk, say, client)


async def hear(new: NewAsk, event: Payload, desk: Desk, say: AsyncSay, client: AsyncWebClient) -> None:
    """Do what a message of a conversation is for: ask, add to what is worked on, or stop it."""
    if wants_to_stop(new.text):
        if await desk.intake.stop(new.thread, new.asker):
            desk.signs.show(client, event, STOPPING)
        else:
            await say(NOTHING_RUNS, thread_ts=new.thread_ts)
        return
    sign = SIGNS.get(await desk.intake.hear(new))
    if sign is not None:
        desk.signs.show(client, event, sign)
