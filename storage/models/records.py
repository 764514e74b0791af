"""What was spent and what was done: usage and the audit log."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Row


class Usage(Row):
    """Tokens and dollars of one call of a model, by a specialist or another part of the crew.

    The row is there before the call, with an estimate, and `settled` when the call has ended; one that was
    cut off stays as estimated, because the provider may have charged for it. `usd` is None where the price
    is not known.
    """

    __tablename__ = "usage"
    __table_args__ = (
        Index("ix_usage_created_at", "created_at"),
        Index("ix_usage_person_created_at", "person", "created_at"),
        Index("ix_usage_team_created_at", "team", "created_at"),
    )

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), index=True)
    person: Mapped[str | None]
    team: Mapped[str | None]
    specialist: Mapped[str]
    model: Mapped[str]
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    usd: Mapped[Decimal | None] = mapped_column(Numeric(14, 8), default=Decimal(0))
    settled: Mapped[bool] = mapped_column(default=True)


class BudgetNotice(Row):
    """A limit that stopped an ask: one row a day, limit and payer, so that the admins are told once."""

    __tablename__ = "budget_notices"
    __table_args__ = (UniqueConstraint("day", "limit_name", "who"),)

    day: Mapped[date]
    limit_name: Mapped[str]
    who: Mapped[str]
    ask_id: Mapped[UUID]
    amount: Mapped[Decimal] = mapped_column(Numeric(20, 8))
    used: Mapped[Decimal] = mapped_column(Numeric(20, 8))
    told_at: Mapped[datetime | None]


class AuditEntry(Row):
    """One decision or action. Rows are only added, by `AuditLog`; each is chained to the one before.

    `hash` covers the whole row, its number and `previous`, the hash of the row before it.
    """

    __tablename__ = "audit_log"

    sequence: Mapped[int] = mapped_column(BigInteger, unique=True)
    ask_id: Mapped[UUID | None] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """A place in the audit log's chain: its `newest` row, and the `oldest`, the last one that is gone."""

    __tablename__ = "audit_heads"

    name: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    at: Mapped[datetime]
