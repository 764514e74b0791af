"""What was spent and what was done: usage and the audit log."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Row


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
