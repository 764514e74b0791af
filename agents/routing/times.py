"""Reads the times in an ask: "since yesterday", "last month", "in the last 3 hours", "on Friday", dates."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from agents.routing.german import english_times

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SECONDS = {
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "f": 1_209_600, "mo": 2_592_000, "q": 7_862_400,
    "y": 31_536_000,
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "couple of": 2, "two": 2, "few": 3, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "ten": 10, "twelve": 12,
}  # fmt: skip
_COUNT = r"\d{1,4}|an?|one|couple\sof|two|few|three|four|five|six|seven|eight|ten|twelve"
_UNIT = r"sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|fortnights?|weeks?|months?|quarters?|years?"
_DAY = r"mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_MONTH = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"  # noqa: E501
_PARTS = {"morning": 9, "noon": 12, "afternoon": 15, "evening": 18, "night": 20}


@dataclass(frozen=True, slots=True)
class Times:
    """The time that an ask is about, in UTC.

    Args:
        since: where the period begins.
        until: where it ends; None means now.
        period: the words that said so, in lower case and in English.
        moment: a time to come ("tomorrow", "on Friday": noon unless a part of the day is named).
    """

    since: datetime | None = None
    until: datetime | None = None
    period: str | None = None
    moment: datetime | None = None


_Span = tuple[datetime, datetime | None]


def find_times(text: str, now: datetime) -> Times:
    """The first time that an ask names, whichever way it is written. `now` has a time zone."""
    words = english_times(text.lower())
    now = now.astimezone(UTC)
    moment = _moment(words, now)
    for pattern, read in _PERIODS:
        match = pattern.search(words)
        if match is not None and (span := _read(read, match, now)) is not None:
            return Times(span[0], span[1], " ".join(match[0].split()), moment)
    return Times(moment=moment)


def _read(
    read: Callable[[re.Match[str], datetime], _Span | None], match: re.Match[str], now: datetime
) -> _Span | None:
    try:
        span = read(match, now)
    except (ValueError, OverflowError):  # 2026-02-31, or ten thousand years ago
        return None
    return span if span is not None and span[0] <= now else None


def _iso(match: re.Match[str], now: datetime) -> _Span:
    start = datetime.fromisoformat(match["iso"].upper().replace(" ", "T"))
    start = (start if start.tzinfo else start.replace(tzinfo=UTC)).astimezone(UTC)
    return start, None if match["since"] or len(match["iso"]) > 10 else start + timedelta(days=1)


def _iso_month(match: re.Match[str], now: datetime) -> _Span:
    start = _midnight(date(int(match["year"]), int(match["month"]), 1))
    return start, None if match["since"] else _months_later(start, 1)


def _last(match: re.Match[str], now: datetime) -> _Span:
    count = match["count"]
    # "last month" on a bill is the calendar's; "the last month" and "the past month" are 30 days.
    if count is None and match["word"] == "last" and not match["the"] and match["unit"][0] in "mqy":
        return _calendar(match["unit"], 1, now)
    return now - _span(count, match["unit"]), None


def _ago(match: re.Match[str], now: datetime) -> _Span:
    return now - _span(match["count"], match["unit"]), None


def _short(match: re.Match[str], now: datetime) -> _Span:
    return now - timedelta(seconds=int(match["count"]) * _SECONDS[match["unit"]]), None


def _this(match: re.Match[str], now: datetime) -> _Span:
    return _calendar(match["unit"], 0, now)[0], None


def _yesterday(match: re.Match[str], now: datetime) -> _Span:
    today = _midnight(now.date())
    return today - timedelta(days=1), None if match["since"] else today


def _today(match: re.Match[str], now: datetime) -> _Span:
    return _midnight(now.date()), None


def _night(match: re.Match[str], now: datetime) -> _Span:
    today = _midnight(now.date())
    return today - timedelta(hours=6), None if match["since"] else min(now, today + timedelta(hours=8))


def _weekend(match: re.Match[str], now: datetime) -> _Span:
    saturday = _midnight(now.date() - timedelta(days=(now.weekday() - 5) % 7))
    return saturday, min(now, saturday + timedelta(days=2))


def _weekday(match: re.Match[str], now: datetime) -> _Span:
    back = (now.weekday() - _place(match["day"], _DAYS)) % 7 or 7
    start = _midnight(now.date() - timedelta(days=back))
    return start, None if match["since"] in _SINCE_WORDS else start + timedelta(days=1)


def _month(match: re.Match[str], now: datetime) -> _Span:
    number = _place(match["month"], _MONTHS) + 1
    year = int(match["year"]) if match["year"] else now.year - (number > now.month)
    start = _midnight(date(year, number, 1))
    return start, None if match["since"] in _SINCE_WORDS else _months_later(start, 1)


def _clock(match: re.Match[str], now: datetime) -> _Span | None:
    hour = 12 if match["noon"] else _hour(match["hour"], match["half"])
    if hour is None or (not match["noon"] and not match["minute"] and not match["half"]):
        return None
    start = _midnight(now.date()) + timedelta(hours=hour, minutes=int(match["minute"] or 0))
    return (start if start <= now else start - timedelta(days=1)), None


_SINCE_WORDS = ("since", "after", "from")
_SINCE = r"(?:(?P<since>since|after|from)\s{1,3})?"
_THE_LAST = r"\b(?:(?P<the>the|these)\s{1,3})?(?P<word>last|past|previous)\s{1,3}"
_PERIODS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], _Span | None]], ...] = (
    (
        re.compile(
            rf"{_SINCE}\b(?P<iso>\d{{4}}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:\d\d)?)?)\b"
        ),
        _iso,
    ),
    (re.compile(rf"{_SINCE}\b(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])\b(?!-)"), _iso_month),
    (re.compile(rf"{_THE_LAST}(?:(?P<count>{_COUNT})\s{{0,3}})?(?P<unit>{_UNIT})\b"), _last),
    (re.compile(rf"\b(?P<count>{_COUNT})\s{{0,3}}(?P<unit>{_UNIT})\s{{1,3}}(?:ago|back)\b"), _ago),
    (re.compile(r"\b(?:last|past|since|over|in)\s{1,3}(?P<count>\d{1,4})(?P<unit>mo|[mhdwy])\b"), _short),
    (re.compile(r"(?<![#\w.-])(?P<count>\d{1,4})(?P<unit>[hdw])\b"), _short),
    (re.compile(rf"{_SINCE}\byesterday\b"), _yesterday),
    (re.compile(r"\bthis\s{1,3}(?P<unit>week|month|quarter|year)\b"), _this),
    (re.compile(rf"{_SINCE}\b(?:last\s{{1,3}}night|overnight)\b"), _night),
    (re.compile(r"\b(?:(?:last|over\s{1,3}the|during\s{1,3}the|since\s{1,3}the)\s{1,3}weekend)\b"), _weekend),
    (
        re.compile(rf"\b(?P<since>since|after|from|last|on)\s{{1,3}}(?:last\s{{1,3}})?(?P<day>{_DAY})\b"),
        _weekday,
    ),
    (
        re.compile(
            rf"\b(?P<since>since|after|from|in|for|during|of|last)\s{{1,3}}(?P<month>{_MONTH})\b"
            r"(?:\s{1,3}(?P<year>20\d\d))?"
        ),
        _month,
    ),
    (
        re.compile(
            r"\b(?:since|after|from)\s{1,3}"
            r"(?:(?P<noon>noon)|(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))?\s?(?P<half>[ap]m)?)\b"
        ),
        _clock,
    ),
    (re.compile(r"\b(?:today|this\s{1,3}morning|midnight)\b"), _today),
)

_COMING = re.compile(
    rf"\b(?:(?P<relative>tomorrow|tonight|next\s{{1,3}}week)|(?P<past>last|since|from|after)\s{{1,3}}(?:{_DAY})"
    rf"|(?:(?:on|this|next|coming|by|until)\s{{1,3}}|\b)(?P<day>{_DAY}))\b"
)
_PART_OF_DAY = re.compile(
    r"\b(?P<part>morning|noon|afternoon|evening|night)\b|\b(?:at\s{1,3})?(?P<hour>\d{1,2})\s?(?P<half>[ap]m)\b"
)


def _moment(words: str, now: datetime) -> datetime | None:
    match = _COMING.search(words)
    if match is None or match["past"]:
        return None
    days = {"tomorrow": 1, "tonight": 0}.get(match["relative"] or "", 7)
    if match["day"]:
        # "sun", "sat" and "wed" are words as well: alone they are no days.
        if len(match["day"]) == 3 and match[0] == match["day"]:
            return None
        days = (_place(match["day"], _DAYS) - now.weekday()) % 7
    part = _PART_OF_DAY.search(words)
    hour = 20 if match["relative"] == "tonight" else 12
    if part is not None:
        hour = _PARTS[part["part"]] if part["part"] else (_hour(part["hour"], part["half"]) or hour)
    return _midnight(now.date() + timedelta(days=days)) + timedelta(hours=hour)


def _hour(hour: str, half: str | None) -> int | None:
    number = int(hour)
    if half is not None:
        number = number % 12 + (12 if half == "pm" else 0)
    return number if number < 24 else None


def _span(count: str | None, unit: str) -> timedelta:
    number = 1 if count is None else _COUNTS.get(" ".join(count.split())) or int(count)
    return timedelta(seconds=number * _SECONDS["mo" if unit.startswith("mo") else unit[0]])


def _calendar(unit: str, back: int, now: datetime) -> _Span:
    today = now.date()
    if unit.startswith("week"):
        start = _midnight(today - timedelta(days=today.weekday() + 7 * back))
        return start, start + timedelta(days=7)
    size = {"m": 1, "q": 3, "y": 12}[unit[0]]
    first = _midnight(today.replace(month=(today.month - 1) // size * size + 1, day=1))
    start = _months_later(first, -size * back)
    return start, _months_later(start, size)


def _months_later(start: datetime, months: int) -> datetime:
    years, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + years, month=month + 1)


def _place(word: str, names: tuple[str, ...]) -> int:
    return next(number for number, name in enumerate(names) if name.startswith(word[:3]))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
