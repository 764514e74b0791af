"""What was spent and what was done: usage and the audit log."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class Usage(Row):
    """Tokens and dollars of one specialist's work on an ask."""

    __tablename__ = "usage"

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), index=True)
    specialist: Mapped[str]
    model: Mapped[str]
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    usd: Mapped[Decimal] = mapped_column(Numeric(14, 8), default=Decimal(0))


class AuditEntry(Row):
    """One decision or action. Rows are only ever added."""

    __tablename__ = "audit_log"

    ask_id: Mapped[UUID | None] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
