"""What a person typed, without Slack's escapes.

https://docs.slack.dev/messaging/formatting-message-text
"""

import html
import re
from collections.abc import Callable

LONGEST_ASK = 12_000
"""Characters of a message that the crew reads."""

_ESCAPE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")

Names = Callable[[str], str | None]


def clean(text: str, bot_user: str | None = None, name_of: Names = lambda account: None) -> str:
    """Plain text of a Slack message.

    Args:
        text: The message's `text`.
        bot_user: The bot's user id; mentions of it are dropped.
        name_of: The name of a Slack user's or channel's id, where it is known.
    """

    def replace(match: re.Match[str]) -> str:
        kind, value, label = match.groups()
        if kind == "@":
            return "" if value == bot_user else f"@{label or name_of(value) or value}"
        if kind == "#":
            return f"#{label or name_of(value) or value}"
        if kind == "!":
            return _special(value, label)
        return _link(value, label)

    plain = html.unescape(_ESCAPE.sub(replace, text)).replace("\x00", "")
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in plain.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _special(value: str, label: str | None) -> str:
    if value.startswith("subteam^"):
        return label or "@team"
    return label or f"@{value.partition('^')[0]}"


def _link(value: str, label: str | None) -> str:
    address = value.removeprefix("mailto:")
    if label is None or label in value:
        # Slack makes links of things like `refunds.py`: give back what was typed.
        return label or address
    return f"{label} ({address})"


def shorten(text: str, longest: int = LONGEST_ASK) -> str:
    """The beginning of a text that is too long, up to its last whole word."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    return head.rpartition(" ")[0] or head
