"""What the evidence holds, sorted so that each question to it is quick."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agents.grounding.patterns import CLOCK, DAY, HELD, MOMENT, MONTHS, NAME
from agents.grounding.source import Source

# Names as they stand in logs and tags: release-1.7.3.tar.gz holds 1.7.3.
_VERSION = re.compile(r"(?<![\d.])\d{1,9}(?:\.\d{1,9}){1,4}(?![\d])")
_SCALES: dict[str, tuple[float, ...]] = {
    "%": (1, 100),
    "ms": (1, 1000),
    "s": (1, 1e-3),
    "min": (1, 1 / 60, 1 / 60_000),
    "h": (1, 1 / 3600),
    "d": (1, 1 / 86_400, 1 / 24),
    "w": (1, 1 / 604_800, 1 / 7),
    "k": (1, 1e-3),
    "K": (1, 1e-3),
    "M": (1, 1e-6),
    "kB": (1, 1e-3),
    "KB": (1, 1e-3, 1 / 1024),
    "KiB": (1, 1 / 1024),
    "MB": (1, 1e-6, 1 / 1024**2),
    "MiB": (1, 1 / 1024**2),
    "GB": (1, 1e-9, 1 / 1024**3),
    "GiB": (1, 1 / 1024**3),
    "TB": (1, 1e-12, 1 / 1024**4),
    "TiB": (1, 1 / 1024**4),
}
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}


class Facts:
    """The numbers, moments and names of an ask's evidence and of what the asker wrote."""

    def __init__(self, sources: Sequence[Source], said: str, now: datetime) -> None:
        self._now = now
        self._dates: set[str] = set()
        self._days: set[tuple[int, int]] = set()
        self._clocks: set[str] = set()
        self._names: set[str] = set()
        moments: set[float] = set()
        numbers: set[float] = set()
        for text in (*(source.content for source in sources), said):
            moments.update(self._read_moments(text))
            self._read_names(text)
            bare = DAY.sub(" ", CLOCK.sub(" ", MOMENT.sub(" ", text)))
            numbers.update(float(match.group().replace(",", "")) for match in HELD.finditer(bare))
        for source in sources:
            numbers.update(_lengths(source.data))
        for day in (now, now - timedelta(days=1)):
            self._add_date(day.date())
        numbers.update(float(item[:4]) for item in self._dates)
        self._numbers = sorted(numbers)
        self._moments = sorted(moments)
        self._hashes = sorted(name for name in self._names if len(name) >= 7)

    def has_number(self, digits: str, unit: str | None) -> bool:
        """Whether the number stands there, rounded or in another unit, or is the age of a moment there."""
        value = float(digits.replace(",", ""))
        # Half a unit of the last digit shown is what rounding may change; the rest is floats' own error.
        slack = 0.5 * 10.0 ** -len(digits.partition(".")[2]) + 1e-12 * value + 1e-12
        short = _short(unit)
        for scale in _SCALES.get(short, (1,)):
            if _any_between(self._numbers, (value - slack) / scale, (value + slack) / scale):
                return True
        if unit is None and digits in self._names:
            return True
        return short in _SECONDS and unit != "ms" and self._is_age(value, _SECONDS[short])

    def has_date(self, text: str) -> bool:
        """Whether an ISO date or month stands there."""
        return text in self._dates

    def has_day(self, day: int, month: str) -> bool:
        """Whether some date there falls on that day."""
        return (day, MONTHS.index(month[:3].lower()) + 1) in self._days

    def has_clock(self, text: str) -> bool:
        """Whether a time of day stands there, with or without its seconds."""
        return _clock(text) in self._clocks

    def has_name(self, name: str) -> bool:
        """Whether a version, incident, pull request or commit stands there; commits may be shortened."""
        bare = name.lstrip("#v")
        if bare in self._names or (name.startswith("#") and self.has_number(bare, None)):
            return True
        place = bisect_left(self._hashes, bare)
        return len(bare) >= 7 and place < len(self._hashes) and self._hashes[place].startswith(bare)

    def _is_age(self, value: float, seconds: int) -> bool:
        now = self._now.timestamp()
        # 20 h 40 min ago is said as 20 h or as 21 h; what lies ahead is an age too.
        low, high = (value - 0.5) * seconds, (value + 1) * seconds
        return _any_between(self._moments, now - high, now - low) or _any_between(
            self._moments, now + low, now + high
        )

    def _read_moments(self, text: str) -> Iterator[float]:
        for found in MOMENT.finditer(text):
            self._dates.update((found["date"], found["date"][:7]))
            if found["clock"]:
                self._clocks.add(found["clock"])
            moment = _moment(found)
            if moment is not None:
                self._add_date(moment.date())
                yield moment.timestamp()
        self._clocks.update(_clock(item) for item in CLOCK.findall(text))
        for found in DAY.finditer(text):
            month = (found["month"] or found["month2"])[:3].lower()
            self._days.add((int(found["day"] or found["day2"]), MONTHS.index(month) + 1))

    def _read_names(self, text: str) -> None:
        self._names.update(match.lstrip("#v") for match in NAME.findall(text))
        for version in _VERSION.findall(text):
            self._names.add(version)
            # Who says 1.7 of 1.7.3 names the line of releases.
            self._names.add(".".join(version.split(".")[:2]))

    def _add_date(self, day: date) -> None:
        self._dates.update((day.isoformat(), day.isoformat()[:7]))
        self._days.add((day.day, day.month))


def _short(unit: str | None) -> str:
    unit = unit or ""
    if unit.startswith("min") or unit == "m":
        return "min"
    if unit.startswith("milli"):
        return "ms"
    if unit.rstrip("s") in ("sec", "second", "hour", "hr", "day", "week"):
        return unit[0]
    return unit


def _any_between(numbers: Sequence[float], low: float, high: float) -> bool:
    place = bisect_left(numbers, low)
    return place < len(numbers) and numbers[place] <= high


def _clock(text: str) -> str:
    hours, minutes = text.split(":")[:2]
    return f"{int(hours):02}:{minutes}"


def _moment(found: re.Match[str]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(found.group())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _lengths(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _lengths(item)
    elif isinstance(value, list):
        yield float(len(value))
        for item in value:
            yield from _lengths(item)
