"""Checks that the numbers of a text stand in its evidence."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from agents.grounding.citations import CITATION

# A number with its unit. Digits inside a word (p95, INC-17, v1.7.3, a hash) are part of a name.
NUMBER = re.compile(
    r"(?<![\w.,/#-])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w/-]|[.,:]\d)"
    r"(?:\s?(?P<unit>%|ms|s|seconds?|minutes?|min|hours?|h|days?|weeks?|months?|[kKMG]i?B)(?!\w))?"
)
# Names with digits in them: they must stand in the evidence letter for letter.
NAME = re.compile(r"(?<![\w.#/-])(?:#\d+|v?\d+\.\d+\.\d+[\w.-]*|[A-Z]{2,}-\d+|[0-9a-f]{7,40})(?![\w-])")
# Headings of lists ("1. Do this") count, they don't state.
ORDINAL = re.compile(r"^(\s*)\d+[.)]\s", re.MULTILINE)
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")
PLAIN = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")

SCALES: dict[str, tuple[float, ...]] = {
    "%": (1, 100),
    "ms": (1, 1000),
    "s": (1, 0.001),
    "kB": (1, 1e-3),
    "KB": (1, 1e-3, 1 / 1024),
    "KiB": (1, 1 / 1024),
    "MB": (1, 1e-6, 1 / 1024**2),
    "MiB": (1, 1 / 1024**2),
    "GB": (1, 1e-9, 1 / 1024**3),
    "GiB": (1, 1 / 1024**3),
}
SECONDS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400, "w": 604800}


@dataclass(frozen=True)
class Source:
    """A piece of evidence as the checks see it: its id, its text and its typed data."""

    id: str
    content: str
    data: dict[str, Any]

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number in the text, and the length of every list."""
        found = (float(match.replace(",", "")) for match in PLAIN.findall(self.content))
        return frozenset(found) | frozenset(_lengths(self.data))

    @cached_property
    def times(self) -> tuple[datetime, ...]:
        """Every moment in the text."""
        return tuple(_times(self.content))


def unsupported(text: str, sources: Sequence[Source], said: str, now: datetime | None = None) -> list[str]:
    """The numbers and numbered names of a text that stand in no evidence.

    Args:
        text: What is about to be said.
        sources: The evidence.
        said: What the asker wrote: their own numbers may be repeated.
        now: Against which "3 hours ago" is checked.

    Returns:
        They are given as they are written, without repeats.
    """
    now = now or datetime.now(UTC)
    plain = ORDINAL.sub(r"\1", CITATION.sub(" ", text))
    known = Source("said", said, {})
    everything = [*sources, known]
    corpus = "\n".join(source.content for source in everything)
    wrong = [match.group() for match in NAME.finditer(plain) if match.group().lstrip("#v") not in corpus]
    without_names = TIME.sub(" ", NAME.sub(" ", plain))
    wrong.extend(
        match.group().strip()
        for match in NUMBER.finditer(without_names)
        if not _supported(match["number"], match["unit"], everything, now)
    )
    return list(dict.fromkeys(wrong))


def _supported(number: str, unit: str | None, sources: Iterable[Source], now: datetime) -> bool:
    value = float(number.replace(",", ""))
    decimals = len(number.partition(".")[2])
    # Half a unit of the last digit shown: what rounding may change.
    slack = 0.5 * 10**-decimals * (1 + 1e-9)
    scales = SCALES.get(unit or "", (1,))
    for source in sources:
        if any(abs(x * scale - value) <= slack for x in source.numbers for scale in scales):
            return True
        if unit and _is_age(value, unit, source.times, now):
            return True
    return False


def _is_age(value: float, unit: str, times: Iterable[datetime], now: datetime) -> bool:
    seconds = SECONDS.get("min" if unit.startswith("min") else unit[0])
    if seconds is None or unit == "ms":
        return False
    return any(abs(abs((now - moment).total_seconds()) / seconds - value) <= 1 for moment in times)


def _lengths(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _lengths(item)
    elif isinstance(value, list):
        yield float(len(value))
        for item in value:
            yield from _lengths(item)


def _times(text: str) -> Iterator[datetime]:
    for found in TIME.findall(text):
        try:
            moment = datetime.fromisoformat(found)
        except ValueError:
            continue
        yield moment if moment.tzinfo else moment.replace(tzinfo=UTC)
