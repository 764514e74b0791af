"""Decides whether a tool call may happen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from tools.tool import Effect, Tool


class Verdict(StrEnum):
    """What the gate says."""

    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Subject:
    """On whose behalf a call is made: a person, never the bot."""

    person: str
    ask_id: UUID
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one call and why."""

    verdict: Verdict
    reasons: tuple[str, ...]


def decide(subject: Subject, tool: Tool[Any, Any], arguments: dict[str, Any]) -> Decision:
    """Decide on a tool call: whoever may ask may read; nothing else is allowed yet."""
    if tool.effect is Effect.READ:
        return Decision(Verdict.ALLOW, ("reading is open to everyone who may ask",))
    return Decision(Verdict.DENY, (f"{tool.name} would change something, and no one can give leave yet",))
