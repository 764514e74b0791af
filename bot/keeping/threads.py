"""A thread as a page of Markdown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.keeping.places import Channel
from bot.texts import clean, cut
from knowledge import KeptPage
from tools.redaction import redact

Message = dict[str, Any]
LONGEST_TITLE = 80
MOST_MESSAGES = 1000
FENCE = "```"
# What somebody typed is no heading of the page, no rule and no HTML, which could hide what comes after it.
MARKUP = re.compile(r"^(?=\s{0,3}(?:#|=+\s*$|-+\s*$|~~~|___|\*\*\*))")
TAG = re.compile(r"<(?=[A-Za-z/!?])")
KEPT_BY = "kept_by"


@dataclass(frozen=True, slots=True)
class Reading:
    """How messages are read.

    Args:
        bot_user: The crew's own account: its answers have their own record.
        name_of: The name of an account or a channel, where it is known.
    """

    bot_user: str
    name_of: Callable[[str], str | None]

    def said(self, message: Message) -> str:
        """The text of a message without secrets; nothing where the crew wrote it."""
        if message.get("user") == self.bot_user:
            return ""
        return redact(clean(message.get("text") or "", None, self.name_of))

    def author(self, message: Message) -> str:
        """Who wrote a message."""
        account = message.get("user") or ""
        profile = message.get("bot_profile") or {}
        return self.name_of(account) or message.get("username") or profile.get("name") or account


def thread_page(
    messages: Sequence[Message], channel: Channel, url: str, kept_by: str, reading: Reading
) -> KeptPage | None:
    """The page; None where nothing was said in words.

    Args:
        messages: The thread, oldest first.
        channel: Where it stands.
        url: Its address.
        kept_by: The account of whoever keeps it.
        reading: How messages are read.
    """
    said = [(message, text) for message in messages if (text := reading.said(message))]
    if not said:
        return None
    first, last = _moment(said[0][0]), _moment(said[-1][0])
    who = reading.name_of(kept_by) or kept_by
    parts = [titled(_title(said[0][1])), f"A thread in #{channel.name}, {first:%Y-%m-%d}. Kept by {who}."]
    parts += [_told(reading.author(message), _moment(message), text) for message, text in said]
    details = {"channel": channel.id, KEPT_BY: kept_by, "people": _people(reading, said)}
    return KeptPage(path_of(channel.id, messages[0]["ts"]), "\n\n".join(parts), last, url, details)


def titled(title: str) -> str:
    """The beginning of a page with this title. Not a heading: those have an address of their own."""
    return f"---\n{yaml.safe_dump({'title': title}, allow_unicode=True, width=1000)}---"


async def replies(client: AsyncWebClient, channel: str, ts: str) -> list[Message]:
    """The messages of a thread, oldest first; what comes after the first thousand is left out.

    Raises:
        SlackApiError: it can't be read.
    """
    found: list[Message] = []
    cursor: str | None = None
    while len(found) < MOST_MESSAGES:
        page = await client.conversations_replies(channel=channel, ts=ts, limit=200, cursor=cursor)
        # The first message comes with every page.
        found += [message for message in page["messages"] if not found or message["ts"] != found[0]["ts"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            break
    return found[:MOST_MESSAGES]


def path_of(channel: str, ts: str) -> str:
    """What a thread's page is called."""
    return f"{channel}/{ts}.md"


def _title(text: str) -> str:
    line = text.lstrip("#> -*\n").partition("\n")[0]
    return cut(line, LONGEST_TITLE)[0] or "A thread"


def _told(author: str, at: datetime, text: str) -> str:
    lines, in_code = list[str](), False
    for line in text.splitlines():
        fence = line.startswith(FENCE)
        lines.append(line if fence or in_code else MARKUP.sub(r"\\\g<0>", TAG.sub("< ", line)))
        in_code ^= fence
    if in_code:
        lines.append(FENCE)
    head = f"**{author}**, {at:%Y-%m-%d %H:%M}:"
    return "\n".join([head, *lines] if text.startswith(FENCE) else [f"{head} {lines[0]}", *lines[1:]])


def _people(reading: Reading, said: Sequence[tuple[Message, str]]) -> list[str]:
    return list(dict.fromkeys(reading.author(message) for message, _ in said))


def _moment(message: Message) -> datetime:
    return datetime.fromtimestamp(float(message["ts"]), UTC)
