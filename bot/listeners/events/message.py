"""Somebody writes: a direct message, the agent pane, or a thread in which the crew was asked before."""

from slack_bolt.context.say.async_say import AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.listeners.events.app_mention import HINT, hear
from bot.payloads import Payload, is_for_nobody, thread_key


async def message(event: Payload, body: Payload, desk: Desk, say: AsyncSay, client: AsyncWebClient) -> None:
    """Store the ask if the message is one; Slack is told only when it is stored."""
    if is_for_nobody(event) or not await _is_for_crew(event, body, desk):
        return
    new = desk.payloads.message(event, body)
    if new is not None:
        await hear(new, event, desk, say, client)
    elif event.get("channel_type") == "im":
        await say(
            HINT, thread_ts=event.get("thread_ts") or event["ts"], unfurl_links=False, unfurl_media=False
        )


async def _is_for_crew(event: Payload, body: Payload, desk: Desk) -> bool:
    if event.get("channel_type") == "im":
        return True
    thread_ts = event.get("thread_ts")
    # A mention arrives as an `app_mention` too, and that one counts.
    if thread_ts is None or desk.payloads.mentions_bot(event):
        return False
    return await desk.intake.knows(thread_key(body["team_id"], event["channel"], thread_ts))
