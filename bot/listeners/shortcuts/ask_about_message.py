"""The message shortcut "Ask the crew about this"."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.ask_modal import ask_modal
from bot.desk import Desk
from bot.payloads import Payload
from tools.redaction import redact

ASK_ABOUT_MESSAGE = "ask_about_message"
EXAMPLE = "What is behind this?"


async def ask_about_message(ack: AsyncAck, shortcut: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Open the modal in which the question about the message is worded."""
    await ack()
    message = shortcut["message"]
    about = {
        "channel": shortcut["channel"]["id"],
        "ts": message["ts"],
        "thread_ts": message.get("thread_ts") or message["ts"],
        "user": message.get("user") or message.get("bot_id") or "",
        "text": redact(desk.payloads.text(message.get("text"))),
    }
    await client.views_open(trigger_id=shortcut["trigger_id"], view=ask_modal(EXAMPLE, about))
