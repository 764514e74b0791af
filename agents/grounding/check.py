"""Holds an answer against its evidence: what is wrong with it, and what may be shown of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from agents.grounding.citations import cited_ids, normalise
from agents.grounding.numbers import Source, unsupported

WITHHELD = "‹unverified›"


@dataclass(frozen=True, slots=True)
class GroundedText:
    """A text in which every citation opens and every number stands in the evidence."""

    text: str
    withheld: tuple[str, ...]


def check(text: str, sources: Sequence[Source], said: str) -> list[str]:
    """What is wrong with a draft, in words for the model that wrote it."""
    known = {source.id for source in sources}
    problems = [f"[{item}] is no evidence that exists." for item in cited_ids(text) if item not in known]
    if sources and not cited_ids(text):
        problems.append("It cites nothing. Cite each statement of fact, like [E1].")
    numbers = unsupported(text, sources, said)
    if numbers:
        problems.append(f"These stand in no evidence: {', '.join(numbers)}.")
    return problems


def ground(text: str, sources: Sequence[Source], said: str, now: datetime | None = None) -> GroundedText:
    """The text as it may be shown: wrong citations dropped, unsupported numbers withheld."""
    text = normalise(text, {source.id for source in sources})
    withheld = unsupported(text, sources, said, now)
    for wrong in withheld:
        text = re.sub(rf"(?<![\w.,/#-]){re.escape(wrong)}(?![\w/-]|[.,:]\d)", WITHHELD, text)
    return GroundedText(text, tuple(withheld))
