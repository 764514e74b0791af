"""Decides whether a tool call may happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage import Catalog
from tools.gate.decision import Decision, Verdict
from tools.gate.subject import Subject
from tools.tool import Effect, Tool


@dataclass(frozen=True, slots=True)
class Context:
    """What is true around a call: what exists, and whether a change freeze is on for what it touches."""

    catalog: Catalog
    freeze: bool = False


class Gate:
    """The one place that decides on tool calls, for every caller."""

    def decide(
        self, subject: Subject, tool: Tool[Any, Any], arguments: Mapping[str, Any], context: Context
    ) -> Decision:
        """Decide on a call with these arguments."""
        return decide(subject, tool, dict(arguments))

    def may_approve(
        self,
        approver: Subject,
        asker: str,
        tool: Tool[Any, Any],
        arguments: Mapping[str, Any],
        context: Context,
        decision: Decision,
    ) -> str | None:
        """Why this person may not give leave to the call on which `decision` was made; None if they may."""
        if approver.person == asker and not decision.asker_may_approve:
            return "You asked for this; somebody else has to agree."
        return None


def decide(subject: Subject, tool: Tool[Any, Any], arguments: dict[str, Any]) -> Decision:
    """Decide on a tool call: whoever may ask may read; nothing else is allowed yet."""
    if tool.effect is Effect.READ:
        return Decision(Verdict.ALLOW, ("reading is open to everyone who may ask",))
    return Decision(Verdict.DENY, (f"{tool.name} would change something, and no one can give leave yet",))
