"""Finds what a text claims: its numbers, moments and numbered names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agents.grounding.citations import CITATION
from agents.grounding.facts import Facts
from agents.grounding.patterns import CLOCK, COUNTING, DAY, MOMENT, NAME, STATED


@dataclass(frozen=True, slots=True)
class Claim:
    """Something in a text that must stand in the evidence, and where it stands in the text."""

    text: str
    start: int
    end: int


Known = Callable[[re.Match[str], Facts], bool]


def _knows_moment(found: re.Match[str], facts: Facts) -> bool:
    return facts.has_date(found["date"]) and (not found["clock"] or facts.has_clock(found["clock"]))


# In this order: what one kind has taken is not looked at by the next.
KINDS: tuple[tuple[re.Pattern[str], Known], ...] = (
    (CITATION, lambda found, facts: True),
    (COUNTING, lambda found, facts: True),
    (MOMENT, _knows_moment),
    (NAME, lambda found, facts: facts.has_name(found.group())),
    (
        DAY,
        lambda found, facts: facts.has_day(
            int(found["day"] or found["day2"]), found["month"] or found["month2"]
        ),
    ),
    (CLOCK, lambda found, facts: facts.has_clock(found.group())),
    (STATED, lambda found, facts: facts.has_number(found["number"], found["unit"])),
)


def unsupported(text: str, facts: Facts) -> list[Claim]:
    """The claims that stand in no evidence, in the order of the text."""
    wrong: list[Claim] = []
    for pattern, known in KINDS:
        found = list(pattern.finditer(text))
        wrong.extend(
            Claim(item.group(), item.start(), item.end()) for item in found if not known(item, facts)
        )
        text = _blank(text, found)
    return sorted(wrong, key=lambda claim: claim.start)


def _blank(text: str, found: list[re.Match[str]]) -> str:
    """The text with these parts taken out and every other character in its place."""

    def parts() -> Iterator[str]:
        position = 0
        for match in found:
            yield text[position : match.start()]
            # Not spaces: what stood on both sides must not come together as "12 ms" or "22 November".
            yield "\x00" * (match.end() - match.start())
            position = match.end()
        yield text[position:]

    return "".join(parts())
