"""The thread in which an ask is answered: opened where there is none, searched for what was said before."""

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bot.payloads import thread_key
from bot.texts import cut
from bot.texts.mrkdwn import escape
from storage import Database
from storage.models import Ask, Turn

ANSWER_EVENT = "quarterdeck_answer"
FAILURE_EVENT = "quarterdeck_failure"
NOT_A_MEMBER = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")


async def open_thread(client: AsyncWebClient, database: Database, ask: Ask) -> None:
    """Post the question as the first message of a thread, and move the ask and its turn there.

    A channel that the bot does not belong to is answered in a direct message to the asker.
    """
    question = escape(cut(ask.text, 2800)[0])
    text = f"<@{ask.asker}> asked:\n" + "\n".join(f"> {line}" for line in question.splitlines())
    channel = ask.channel or ask.asker
    try:
        posted = await client.chat_postMessage(channel=channel, text=text)
    except SlackApiError as error:
        if error.response["error"] not in NOT_A_MEMBER or channel == ask.asker:
            raise
        lead = f"I'm not in <#{channel}>, so I answer here. Invite me with `/invite` to get answers there.\n"
        posted = await client.chat_postMessage(channel=ask.asker, text=lead + text)
    await _move(database, ask, posted["channel"], posted["ts"])


async def _move(database: Database, ask: Ask, channel: str, ts: str) -> None:
    ask.channel, ask.thread_ts = channel, ts
    ask.thread = thread_key(ask.team or "", channel, ts)
    place = {"channel": channel, "thread_ts": ts, "thread": ask.thread}
    async with database.session() as session:
        await session.execute(update(Ask).where(Ask.id == ask.id).values(**place))
        await session.execute(update(Turn).where(Turn.ask_id == ask.id).values(thread=ask.thread))


async def find_answer(client: AsyncWebClient, ask: Ask) -> str | None:
    """The timestamp of the message that holds the ask's answer, if it was posted."""
    if not ask.channel or not ask.thread_ts:
        return None
    replies = await client.conversations_replies(
        channel=ask.channel, ts=ask.thread_ts, include_all_metadata=True, limit=200
    )
    messages: list[dict[str, Any]] = replies["messages"]
    for message in messages:
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == ANSWER_EVENT and payload.get("ask_id") == str(ask.id):
            return str(message["ts"])
    return None
