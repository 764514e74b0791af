"""A postmortem's sections by what they tell, whatever their headings are called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SUMMARY = re.compile(r"summary|overview|what happened|description|abstract|background|tl;?dr", re.IGNORECASE)
_IMPACT = re.compile(r"impact|symptom|effect|what (?:users|customers) saw|detection", re.IGNORECASE)
_TIMELINE = re.compile(r"timeline|chronology|log of events", re.IGNORECASE)
_CAUSE = re.compile(r"cause|trigger|\bwhy\b(?! not)|contributing|analysis", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9`\"“])|\n\s*(?:[-*]|\d+\.)\s+|\n{2,}")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|?\s*$")


@dataclass(frozen=True, slots=True)
class Sections:
    """A page's parts: pairs of a heading (its path below the title) and what stands under it."""

    parts: tuple[tuple[str, str], ...]

    @property
    def summary(self) -> str:
        """What stands under a heading of that kind, or before the first heading; else the first part."""
        told = "\n\n".join(text for heading, text in self.parts if not heading or _SUMMARY.search(heading))
        return told or (self.parts[0][1] if self.parts else "")

    @property
    def impact(self) -> str:
        """What was felt of it."""
        return self.under(_IMPACT)

    @property
    def timeline(self) -> str:
        """What happened when."""
        return self.under(_TIMELINE)

    @property
    def cause(self) -> str:
        """Why it happened."""
        return self.under(_CAUSE)

    def under(self, headings: re.Pattern[str]) -> str:
        """What stands under the headings that match."""
        return "\n\n".join(text for heading, text in self.parts if headings.search(heading))


def sentences(text: str) -> Sequence[str]:
    """The sentences and items of a text, each on one line."""
    parts = (" ".join(part.split()).removeprefix("- ").strip() for part in _SENTENCE.split(text))
    return [part for part in parts if len(part) > 1]


def rows(text: str) -> Sequence[str]:
    """The rows of a table, or the items of a list, each with its cells joined."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if "|" in line else [line]
        told = " ".join(cell for cell in cells if cell).strip().lstrip("-* ").strip()
        if told and not _RULE.match(line):
            found.append(told)
    return found
