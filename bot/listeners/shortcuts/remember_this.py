"""The message shortcut "Remember this"."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.keeping import remember_modal
from bot.blocks.notice import notice
from bot.desk import Desk
from bot.keeping.keeper import NOT_DIRECT
from bot.keeping.places import channel_of
from bot.payloads import Payload
from bot.replies.threads import NOT_A_MEMBER
from tools.redaction import redact

REMEMBER_THIS = "remember_this"
TITLE = "Remember this"
NOT_A_MEMBER_THERE = "I can't read this channel. Invite me with `/invite` first."


async def remember_this(ack: AsyncAck, shortcut: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Ask who may find the thread."""
    await ack()
    message, where = shortcut["message"], shortcut["channel"]["id"]
    try:
        channel = await channel_of(client, where)
    except SlackApiError as error:
        if error.response["error"] not in NOT_A_MEMBER:
            raise
        view = notice(TITLE, NOT_A_MEMBER_THERE)
    else:
        root = message.get("thread_ts") or message["ts"]
        # Nobody sees what is said in a thread that they don't look at.
        about = {"channel": where, "ts": root, "looked_at": root if root != message["ts"] else ""}
        text = redact(desk.payloads.text(message.get("text")))
        view = (
            notice(TITLE, NOT_DIRECT)
            if channel.direct
            else remember_modal(about, text, channel.name, private=channel.private)
        )
    await client.views_open(trigger_id=shortcut["trigger_id"], view=view)
