"""What can be written down, a constructor for each kind. None of it may hold a secret: callers redact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to what. `actor` is a person's id, or `quarterdeck` for what happens by itself."""

    actor: str
    action: str
    subject: str
    ask_id: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


QUARTERDECK = "quarterdeck"


def ask_received(ask_id: UUID, asker: str, *, source: str, thread: str) -> AuditEvent:
    """An ask came in."""
    return AuditEvent(asker, "ask.received", thread, ask_id, {"source": source})


def decided(
    ask_id: UUID | None,
    person: str,
    tool: str,
    verdict: str,
    *,
    arguments: Mapping[str, Any],
    reasons: Sequence[str] = (),
    policies: Sequence[str] = (),
    version: str = "",
) -> AuditEvent:
    """The gate decided on a call: by which policies, and in which version of them."""
    data = {
        "verdict": verdict,
        "arguments": arguments,
        "reasons": reasons,
        "policies": policies,
        "version": version,
    }
    return AuditEvent(person, "decision", tool, ask_id, data)


Step = Literal["requested", "given", "rejected", "expired", "withdrawn", "edited", "escalated", "claimed"]


def approval(step: Step, ask_id: UUID | None, actor: str, approval_id: UUID, **data: Any) -> AuditEvent:
    """Something happened to an approval."""
    return AuditEvent(actor, f"approval.{step}", str(approval_id), ask_id, data)


def action_started(ask_id: UUID | None, actor: str, tool: str, key: str, **data: Any) -> AuditEvent:
    """A change begins. `key` is its idempotency key."""
    return AuditEvent(actor, "action.started", tool, ask_id, {"key": key, **data})


def action_ended(
    ask_id: UUID | None, actor: str, tool: str, key: str, *, result: str, **data: Any
) -> AuditEvent:
    """A change ended; `result` says how."""
    return AuditEvent(actor, "action.ended", tool, ask_id, {"key": key, "result": result, **data})


def answer_delivered(ask_id: UUID, asker: str, place: str, **data: Any) -> AuditEvent:
    """The asker can read the answer."""
    return AuditEvent(QUARTERDECK, "answer.delivered", place, ask_id, {"asker": asker, **data})


def stopped(ask_id: UUID, person: str, **data: Any) -> AuditEvent:
    """A person stopped a run."""
    return AuditEvent(person, "ask.stopped", str(ask_id), ask_id, data)


def budget_stopped(ask_id: UUID, person: str, limit: str, **data: Any) -> AuditEvent:
    """A model call was not made, because a limit would have been passed."""
    return AuditEvent(person, "budget.stopped", limit, ask_id, data)


def settings_changed(actor: str, name: str, **data: Any) -> AuditEvent:
    """A setting, a role or a limit was changed."""
    return AuditEvent(actor, "settings.changed", name, None, data)


def policies_changed(actor: str, version: str, **data: Any) -> AuditEvent:
    """Other policies are in force."""
    return AuditEvent(actor, "policies.changed", version, None, data)


def knowledge_changed(person: str, operation: str, source: str, **data: Any) -> AuditEvent:
    """Somebody changed what the crew knows, by hand."""
    return AuditEvent(person, f"knowledge.{operation}", source, None, data)
