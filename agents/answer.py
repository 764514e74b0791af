"""What the crew gives back: an answer with its citations, and the signs of progress before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from agents.specialist import SpecialistId
from storage.models import Usage
from tools.findings import Finding

OFFLINE = "offline"


class Citation(BaseModel):
    """A piece of evidence that the answer names as `[E1]`. `url` opens the original, where there is one."""

    model_config = ConfigDict(frozen=True)

    id: str
    tool: str
    source: str
    title: str
    url: str | None
    at: datetime


class UsageTotals(BaseModel):
    """What an answer cost. `usd` is None where the price of the model is not known."""

    model_config = ConfigDict(frozen=True)

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float | None = 0.0

    @classmethod
    def of(cls, rows: Sequence[Usage]) -> Self:
        """The sum of an ask's calls: those that ended, for what the others cost nobody knows."""
        ended = [row for row in rows if row.settled]
        dollars = [row.usd for row in ended]
        return cls(
            model=next((row.model for row in ended if row.model != OFFLINE), OFFLINE),
            input_tokens=sum(row.input_tokens for row in ended),
            output_tokens=sum(row.output_tokens for row in ended),
            usd=None if None in dollars else float(sum(usd for usd in dollars if usd is not None)),
        )


class Answer(BaseModel):
    """An answer. `text` leads with the conclusion; `details` is what stays behind a button.

    Both are Markdown.
    """

    ask_id: UUID
    specialists: list[SpecialistId]
    text: str
    details: str = ""
    citations: list[Citation] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    usage: UsageTotals
    seconds_to_first_sign: float | None = None
    seconds_to_answer: float | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """The router chose who answers."""

    specialists: tuple[SpecialistId, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A tool call of a specialist, or a part of one that takes long.

    `outcome` is the result's title or the error, once there is one.
    """

    id: str
    specialist: SpecialistId
    title: str
    status: Literal["in_progress", "complete", "error"]
    outcome: str = ""
    url: str | None = None


class Progress(Protocol):
    """Takes the signs of progress while the crew works."""

    async def report(self, event: Routed | Step) -> None:
        """Show the event. Must not raise: an answer does not fail because a sign could not be shown."""
