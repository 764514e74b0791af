"""Times: reading those that people and models write ("yesterday", "24h", ISO 8601), and writing them."""

import re
from datetime import UTC, datetime, time, timedelta

from tools.tool import ToolError

_UNITS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800, "mo": 2_592_000, "y": 31_536_000}
_SPAN = re.compile(
    r"(?P<count>\d{1,5}|an?|one|two|three|four|five|six|seven)?\s*"
    r"(?P<unit>mo(?:nths?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?|y(?:ears?)?)"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILLER = re.compile(r"^(?:since|from|in|over|within|for|the|last|past|previous)\s+|\s+ago$")


def parse_since(text: str, now: datetime) -> datetime:
    """The moment at which a period begins.

    Args:
        text: ISO 8601 (`2026-11-20`, `2026-11-20T08:00:00Z`; UTC unless it says otherwise), `today`,
            `yesterday`, `this week`, `this month`, a weekday (the last one before today), or a span before
            `now` such as `24h`, `7d`, `last week`, `3 days ago`.
        now: the moment that the words are relative to, with a time zone.

    Raises:
        ToolError: the text is none of these, or lies in the future.
    """
    words = text.strip().lower()
    found = _iso(text.strip()) or _word(_bare(words), now) or _before(_bare(words), now)
    if found is None:
        raise ToolError(
            f"{text!r} is not a time that I can read.",
            "Write a date such as 2026-11-20, a word such as yesterday, or a span such as 24h or 7d.",
        )
    if found > now:
        raise ToolError(f"{text!r} lies in the future.", "Give a time before now.")
    return found


def _bare(words: str) -> str:
    """The words without "since", "the last", "ago" and their like."""
    while (shorter := _FILLER.sub("", words)) != words:
        words = shorter
    return words


def _iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _word(word: str, now: datetime) -> datetime | None:
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    if word in ("today", "midnight"):
        return midnight
    if word == "yesterday":
        return midnight - timedelta(days=1)
    if word == "this week":
        return midnight - timedelta(days=midnight.weekday())
    if word == "this month":
        return midnight.replace(day=1)
    if word in _WEEKDAYS:
        back = (midnight.weekday() - _WEEKDAYS.index(word)) % 7 or 7
        return midnight - timedelta(days=back)
    return now if word == "now" else None


def _before(words: str, now: datetime) -> datetime | None:
    match = _SPAN.fullmatch(words)
    if match is None:
        return None
    count, unit = match["count"] or "1", match["unit"]
    seconds = _UNITS["mo" if unit.startswith("mo") else unit[0]]
    try:
        return now - timedelta(seconds=seconds * int(_COUNTS.get(count, count)))
    except OverflowError:
        return None


def moment(at: datetime) -> str:
    """A moment as results write it: in UTC, to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def span(length: timedelta) -> str:
    """A length of time in its largest units."""
    seconds = length.total_seconds()
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"
