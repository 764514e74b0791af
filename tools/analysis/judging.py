"""What a model may say of a review: of each finding, of what it sees itself, and of the change.

Who has the model implements `Judge`. Nothing depends on it: without one, or where it does not answer or makes
no sense, the findings stand as the analysers have them. What it says is believed only as far as
`second_opinion` can check it.

Two questions, which are kept apart. `judge` can take a finding away, and so it is shown code without anything
that people wrote in words: no comments, no prose in strings, no names of files. `read` is shown all of the
change, whatever stands in it, and can only add. So words in a change can't talk a finding away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from tools.analysis.change import Change
from tools.findings import Finding, Severity

MODEL = "model"  # as an analyser; and the rule of all that it finds by itself


class JudgeError(Exception):
    """A model did not judge. The message is the end of a sentence: why."""


class Stance(StrEnum):
    """What becomes of a finding."""

    KEEP = "keep"
    DROP = "drop"
    REWORD = "reword"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of code as a judge sees it; `changed` by the change."""

    number: int
    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A finding with what it is judged by.

    `number` is what it is called by, from 1. `title` has no words that stand in the code. `steps` is the way
    of the data: the lines it passes, in other files, too.
    """

    number: int
    finding: Finding
    title: str
    code: tuple[ShownLine, ...]
    steps: tuple[ShownLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What is said of a finding. `quote` is the code that makes a dropped one harmless."""

    number: int
    stance: Stance
    reason: str = ""
    quote: str = ""
    title: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class OwnFinding:
    """What a model sees itself. `quote` is its evidence: the code of that very line."""

    path: str
    line: int
    title: str
    why: str
    quote: str
    severity: Severity
    confidence: float
    cwe: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of a whole change; `unread` are the files that were too much for it."""

    found: tuple[OwnFinding, ...] = ()
    summary: str = ""
    unread: frozenset[str] = field(default_factory=frozenset)


class Judge(Protocol):
    """Looks at findings and changes. Every call is limited in time by itself, to `seconds`."""

    @property
    def seconds(self) -> float:
        """The longest that a call takes."""
        ...

    async def judge(self, language: str, exhibits: Sequence[Exhibit]) -> Sequence[Opinion]:
        """What becomes of the findings of one file.

        Raises:
            JudgeError: it can't be said.
        """
        ...

    async def read(self, change: Change, findings: Sequence[Finding]) -> Reading:
        """What else is wrong with a change, beside these findings, and what it does.

        Raises:
            JudgeError: it can't be said.
        """
        ...
