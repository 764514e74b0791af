"""What waits for leave, and what was done with it: approvals and actions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class ApprovalState(StrEnum):
    """Where a request for leave stands.

    `pending` → `approved` → `claimed` → `executed` or `failed`;
    `pending` → `rejected`; `pending` or `approved` → `withdrawn` or `expired`.
    """

    PENDING = "pending"
    APPROVED = "approved"
    CLAIMED = "claimed"
    EXECUTED = "executed"
    FAILED = "failed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Approval(Row):
    """A tool call that waits for a person's leave, or waited for it.

    `requested` is what the crew wanted to call the tool with; `arguments` is what will run: people see
    exactly these, and may edit them. `kind` is `ask` (others agree) or `step_up` (the asker confirms).
    An edit makes a new `revision`: what was pressed on an older one doesn't count.
    """

    __tablename__ = "approvals"
    __table_args__ = (
        UniqueConstraint("ask_id", "call_id", "kind"),
        Index("ix_approvals_state_expires_at", "state", "expires_at"),
    )

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"))
    call_id: Mapped[str]
    kind: Mapped[str]
    tool: Mapped[str]
    effect: Mapped[str]
    requested: Mapped[dict[str, Any]]
    arguments: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    place: Mapped[str]
    why: Mapped[str]
    risk: Mapped[str]
    evidence: Mapped[list[str]]
    reasons: Mapped[list[str]]
    policies: Mapped[list[str]]
    policy_version: Mapped[str]
    asker: Mapped[str]
    approvers_wanted: Mapped[int]
    approver_roles: Mapped[list[str]]
    asker_may_approve: Mapped[bool]
    approved_by: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default=ApprovalState.PENDING)
    expires_at: Mapped[datetime]
    escalates_at: Mapped[datetime | None]
    escalated_to: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    outcome_url: Mapped[str | None]
    card_channel: Mapped[str | None]
    card_ts: Mapped[str | None]


class ActionState(StrEnum):
    """Where a change stands: `claimed` before the vendor is called, then `done` or `failed`.

    `unknown` where no answer came and it could not be found out either.
    """

    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Action(Row):
    """A change that was begun. `key` (ask id and call id) is claimed before the call: it has one row.

    `trace` is where the change can be found again at the vendor.
    """

    __tablename__ = "actions"

    key: Mapped[str] = mapped_column(unique=True)
    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), index=True)
    call_id: Mapped[str]
    tool: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("approvals.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(default=ActionState.CLAIMED)
    attempts: Mapped[int] = mapped_column(default=1)
    trace: Mapped[str | None]
    error: Mapped[str | None]
    finished_at: Mapped[datetime | None]
