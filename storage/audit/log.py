"""Writes the record."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Select, Text, Uuid, bindparam, func, select, text, true
from sqlalchemy.dialects.postgresql import JSONB, Insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.types import TypeEngine

from storage.audit.canonical import storable
from storage.audit.chain import Head, content_hash
from storage.audit.events import AuditEvent
from storage.database import Database

logger = logging.getLogger(__name__)

# How often a process writes the newest head to its log, where a tamperer of the database can't reach it.
ANNOUNCE_SECONDS = 60.0

APPEND = text(
    "SELECT sequence, hash FROM quarterdeck_audit_append("
    ":id, :created_at, :ask_id, :actor, :action, :subject, cast(:data AS jsonb), :content)"
)

# What that function takes, in its order.
WRITTEN: dict[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "created_at": DateTime(timezone=True),
    "ask_id": Uuid(),
    "actor": Text(),
    "action": Text(),
    "subject": Text(),
    "data": JSONB(),
    "content": Text(),
}


class AuditLog:
    """Adds rows to `audit_log`; the database refuses every other change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._announced: float | None = None

    async def add(self, *, ask_id: UUID | None, actor: str, action: str, subject: str, **data: Any) -> None:
        """Write down who did what to what. `data` is JSON without secrets."""
        await self.write(AuditEvent(actor, action, subject, ask_id, data))

    async def write(self, event: AuditEvent) -> Head:
        """Write an event down by itself."""
        async with self._database.statements() as session:
            head = await append(session, event)
        self._announce(head)
        return head

    async def write_with(
        self, connection: AsyncConnection, change: Select[Any], values: Mapping[str, Any], event: AuditEvent
    ) -> bool:
        """Insert one row and write it down in the same statement: both happen, or neither.

        Args:
            connection: Where to.
            change: What `together` made of the insertion.
            values: The row.
            event: What happened.

        Returns:
            Whether the row was inserted; False where it ran into a conflict that it does nothing about.
        """
        said = {f"audit_{name}": value for name, value in _values(event, datetime.now(UTC)).items()}
        row = (await connection.execute(change, {**values, **said})).one_or_none()
        if row is not None:
            self._announce(Head(*row))
        return row is not None

    def _announce(self, head: Head) -> None:
        now = monotonic()
        if self._announced is None or now - self._announced >= ANNOUNCE_SECONDS:
            self._announced = now
            logger.info("audit head %s", head)


def together(change: Insert) -> Select[Any]:
    """An insertion that is written down as it happens, for `AuditLog.write_with`. To be made once and kept.

    Args:
        change: Inserts one row, of bound parameters.
    """
    kept = change.returning(bindparam("audit_id", type_=Uuid).label("id")).cte("kept")
    said = [
        kept.c.id if name == "id" else bindparam(f"audit_{name}", type_=kind)
        for name, kind in WRITTEN.items()
    ]
    written = func.quarterdeck_audit_append(*said).table_valued("sequence", "hash")
    return select(written.c.sequence, written.c.hash).select_from(kept.join(written, true()))


async def append(session: AsyncSession, event: AuditEvent, at: datetime | None = None) -> Head:
    """Write an event down as part of the session's transaction: it is kept exactly if that commits.

    Let it be the transaction's last statement: until the commit, everyone else waits who writes here.

    Args:
        session: The transaction.
        event: What happened.
        at: When, where it was not now.
    """
    values = _values(event, at or datetime.now(UTC))
    values["data"] = json.dumps(values["data"])
    sequence, digest = (await session.execute(APPEND, values)).one()
    return Head(sequence, digest)


def _values(event: AuditEvent, at: datetime) -> dict[str, Any]:
    """What the database's function takes, in its order."""
    row = _Row.of(event, at)
    return {name: getattr(row, name) for name in _Row.__slots__} | {"content": content_hash(row)}


@dataclass(frozen=True, slots=True)
class _Row:
    """An event as it will be kept."""

    id: UUID
    created_at: datetime
    ask_id: UUID | None
    actor: str
    action: str
    subject: str
    data: dict[str, Any]

    @classmethod
    def of(cls, event: AuditEvent, at: datetime) -> "_Row":
        data: Mapping[str, Any] = storable(event.data)
        return cls(
            id=uuid4(),
            created_at=at,
            ask_id=event.ask_id,
            actor=storable(event.actor),
            action=storable(event.action),
            subject=storable(event.subject),
            data=dict(data),
        )
