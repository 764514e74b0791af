"""The thread in which an ask is answered: opened where there is none, searched for what was said before."""

from collections.abc import AsyncIterator
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import update

from bot.payloads import thread_key
from bot.texts import cut
from bot.texts.mrkdwn import quote
from storage import Database
from storage.models import Ask, Turn

ANSWER_EVENT = "quarterdeck_answer"
FAILURE_EVENT = "quarterdeck_failure"
QUESTION_EVENT = "quarterdeck_question"
CLOCKS_APART_SECONDS = 60
RESTING_EVENT = "quarterdeck_resting"
# Slack fetches nothing that stands in the message.
SHOWN_AS_IT_IS: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
NOT_A_MEMBER = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")


async def open_thread(
    client: AsyncWebClient, database: Database, ask: Ask, *, tried_before: bool = False
) -> None:
    """Post the question as the first message of a thread, and move the ask and its turn there.

    A channel that the bot does not belong to is answered in a direct message to the asker.

    Args:
        client: The bot's.
        database: Where the ask is kept.
        ask: An ask without a thread.
        tried_before: Whether the message may be there already, by a run that was cut off.
    """
    opened = await _find_question(client, ask) if tried_before else None
    if opened is not None:
        await _move(database, ask, ask.channel or "", opened)
        return
    metadata = Metadata(event_type=QUESTION_EVENT, event_payload={"ask_id": str(ask.id)})
    text = f"<@{ask.asker}> asked:\n{quote(cut(ask.text, 2800)[0])}"
    channel = ask.channel or ask.asker
    try:
        posted = await client.chat_postMessage(
            channel=channel, text=text, metadata=metadata, **SHOWN_AS_IT_IS
        )
    except SlackApiError as error:
        if error.response["error"] not in NOT_A_MEMBER or channel == ask.asker:
            raise
        lead = f"I'm not in <#{channel}>, so I answer here. Invite me with `/invite` to get answers there.\n"
        posted = await client.chat_postMessage(channel=ask.asker, text=lead + text, **SHOWN_AS_IT_IS)
    await _move(database, ask, posted["channel"], posted["ts"])


async def _find_question(client: AsyncWebClient, ask: Ask) -> str | None:
    """The message with which an earlier run opened the ask's thread."""
    try:
        page = await client.conversations_history(
            channel=ask.channel or "",
            oldest=f"{ask.created_at.timestamp() - CLOCKS_APART_SECONDS:.6f}",
            include_all_metadata=True,
            limit=200,
        )
    except SlackApiError as error:
        # The history of a person's direct messages, or of a channel without the bot: not by this id.
        if error.response["error"] not in NOT_A_MEMBER:
            raise
        return None
    found = (message for message in page["messages"] if _event_of(message, ask) == QUESTION_EVENT)
    return next((str(message["ts"]) for message in found), None)


async def _move(database: Database, ask: Ask, channel: str, ts: str) -> None:
    ask.channel, ask.thread_ts = channel, ts
    ask.thread = thread_key(ask.team or "", channel, ts)
    place = {"channel": channel, "thread_ts": ts, "thread": ask.thread}
    async with database.session() as session:
        await session.execute(update(Ask).where(Ask.id == ask.id).values(**place))
        await session.execute(update(Turn).where(Turn.ask_id == ask.id).values(thread=ask.thread))


async def find_events(client: AsyncWebClient, ask: Ask, *events: str) -> list[str]:
    """The messages that say one of these things about the ask, such as its answer."""
    return [
        str(message["ts"])
        async for message in replies_since(client, ask)
        if _event_of(message, ask) in events
    ]


async def find_half_written(client: AsyncWebClient, ask: Ask) -> list[str]:
    """The messages that somebody began to stream into the thread and did not end.

    The jobs of a thread run one after another: what is open when one begins was left by one that was cut off.
    """
    open_ones = [
        str(message["ts"])
        async for message in replies_since(client, ask)
        if message.get("streaming_state") == "in_progress" and message.get("bot_id")
    ]
    return list(dict.fromkeys([*open_ones, *([ask.reply_ts] if ask.reply_ts else [])]))


async def replies_since(client: AsyncWebClient, ask: Ask) -> AsyncIterator[dict[str, Any]]:
    """The messages of the ask's thread that came after it, however many there are."""
    if not ask.channel or not ask.thread_ts:
        return
    cursor: str | None = None
    while True:
        page = await client.conversations_replies(
            channel=ask.channel,
            ts=ask.thread_ts,
            oldest=ask.message_ts or ask.thread_ts,
            include_all_metadata=True,
            limit=200,
            cursor=cursor,
        )
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return


def _event_of(message: dict[str, Any], ask: Ask) -> str | None:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") if payload.get("ask_id") == str(ask.id) else None
