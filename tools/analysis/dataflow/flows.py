"""The results of the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that gets where it does harm, or a call that is wrong by itself.

    Attributes:
        line: Where the harm is done, to `end_line`.
        why: One sentence that names where the data comes from and where it goes.
        steps: The (path, line) that it goes through, from the source to the sink.
    """

    path: str
    line: int
    end_line: int
    rule: str
    cwe: str
    severity: Level
    confidence: Level
    title: str
    why: str
    steps: tuple[tuple[str, int], ...]
    language: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not looked at, or not to the end."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class FlowReport:
    """All flows that were found, and what could not be looked at."""

    flows: tuple[Flow, ...]
    problems: tuple[Problem, ...]
