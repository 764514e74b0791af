"""Reads what a channel's members have pinned and bookmarked: each thread is a page, so is the header."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.keeping.names import with_channels
from bot.keeping.places import Channel, channel_of
from bot.keeping.threads import Message, Reading, replies, thread_page, titled
from knowledge import KeptPage
from knowledge.sources import Listed, SourceError
from storage.models import KnowledgeSource
from tools.redaction import redact

BOOKMARKS = "bookmarks.md"
LINKED = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d{10})(?P<rest>\d{6})")


class PinReader:
    """Reads one channel.

    Args:
        client: How Slack is reached.
        source: Its `location` names the channel.
        name_of: The name of an account, where it is known.
    """

    def __init__(
        self, client: AsyncWebClient, source: KnowledgeSource, name_of: Callable[[str], str | None]
    ) -> None:
        self._client = client
        self._channel = str(source.location["channel"])
        self._everyone = source.audience.get("kind") != "channels"
        self._added_by = source.added_by
        self._name_of = name_of
        self._found: dict[str, KeptPage] = {}

    async def pages(self) -> list[Listed]:
        """The threads of what is pinned and bookmarked, and the list of bookmarks.

        Raises:
            SourceError: Slack does not say.
        """
        try:
            pages = await self._read_all()
        except SlackApiError as error:
            raise SourceError(_why(error, self._channel)) from error
        except (TimeoutError, OSError, aiohttp.ClientError) as error:
            raise SourceError(f"Slack does not answer: {error}.") from error
        self._found = {page.path: page for page in pages}
        return [_listed(page) for page in pages]

    async def read(self, page: Listed) -> bytes:
        """What stands on one of them."""
        return self._found[page.path].text.encode()

    async def _read_all(self) -> list[KeptPage]:
        channel = await channel_of(self._client, self._channel)
        if channel.shared or (channel.private and self._everyone):
            raise SourceError("The channel became private or shared: what is pinned there is not kept.")
        pins, marks, me = await asyncio.gather(
            self._client.pins_list(channel=channel.id),
            self._client.bookmarks_list(channel_id=channel.id),
            self._client.auth_test(),
        )
        bookmarks = marks["bookmarks"]
        wanted = [
            item["message"].get("thread_ts") or item["message"]["ts"]
            for item in pins["items"]
            if item.get("type") == "message"
        ]
        wanted += [ts for mark in bookmarks if (ts := _linked(mark, channel.id))]
        pages = [await self._thread(channel, ts, me["user_id"]) for ts in dict.fromkeys(wanted)]
        return [page for page in (*pages, _bookmarks(bookmarks, channel)) if page is not None]

    async def _thread(self, channel: Channel, ts: str, me: str) -> KeptPage | None:
        try:
            messages: list[Message] = await replies(self._client, channel.id, ts)
            link = await self._client.chat_getPermalink(channel=channel.id, message_ts=ts)
        except SlackApiError as error:
            if error.response["error"] in ("thread_not_found", "message_not_found"):
                return None
            raise
        reading = Reading(me, await with_channels(self._name_of, self._client, messages))
        return thread_page(messages, channel, str(link["permalink"]), self._added_by, reading)


def _bookmarks(bookmarks: list[dict[str, Any]], channel: Channel) -> KeptPage | None:
    lines = [
        f"- {mark.get('title') or mark['link']}: {mark['link']}" for mark in bookmarks if mark.get("link")
    ]
    if not lines:
        return None
    dates = (max(mark.get("date_updated") or 0, mark.get("date_created") or 0) for mark in bookmarks)
    text = "\n\n".join([titled(f"Bookmarks of #{channel.name}"), redact("\n".join(lines))])
    return KeptPage(BOOKMARKS, text, datetime.fromtimestamp(max(dates), UTC), details={"channel": channel.id})


def _linked(mark: dict[str, Any], channel: str) -> str | None:
    """The message of this channel that a bookmark leads to."""
    match = LINKED.search(mark.get("link") or "")
    return f"{match['seconds']}.{match['rest']}" if match and match["channel"] == channel else None


def _listed(page: KeptPage) -> Listed:
    version = sha256(f"{page.url}\0{page.text}".encode()).hexdigest()
    return Listed(page.path, version, page.changed_at, page.url, details=page.details)


def _why(error: SlackApiError, channel: str) -> str:
    said = error.response["error"]
    if said == "missing_scope":
        return f"The Slack app lacks the scope {error.response.get('needed')}: install it anew."
    return f"What is pinned in {channel} can't be read ({said}). Invite the bot with /invite."
