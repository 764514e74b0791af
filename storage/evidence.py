"""Keeps tool results as numbered evidence of an ask."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.audit import AuditEvent, AuditLog
from storage.database import Database
from storage.models import Ask, Evidence
from storage.visibility import Viewer, seen_by


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A tool result on its way into the store. `call_id` makes a repeated call find its first result."""

    ask_id: UUID
    call_id: str
    tool: str
    arguments: dict[str, Any]
    source: str
    title: str
    url: str | None
    content: str
    data: dict[str, Any]
    image: bytes | None = None


class EvidenceStore:
    """The evidence of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._numbering: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def add(self, new: NewEvidence, told: Callable[[int], AuditEvent] | None = None) -> Evidence:
        """Store a result under the ask's next number, or return what is stored under its call id.

        Args:
            new: The result.
            told: What the audit log says of it, by its number: written exactly if the result is.
        """
        query = _of_call(new.ask_id, new.call_id)
        async with self._database.statements() as session:
            while True:
                # Specialists work side by side; where another process gave the number out, it is tried again.
                async with self._numbering.setdefault(new.ask_id, asyncio.Lock()):
                    await self._try(session, new, told)
                kept = (await session.execute(query)).scalar_one_or_none()
                if kept is not None:
                    return kept

    async def _try(
        self, session: AsyncSession, new: NewEvidence, told: Callable[[int], AuditEvent] | None
    ) -> None:
        highest = select(func.coalesce(func.max(Evidence.number), 0)).where(Evidence.ask_id == new.ask_id)
        number = (await session.execute(highest)).scalar_one() + 1
        values = {name: getattr(new, name) for name in NewEvidence.__slots__}
        statement = insert(Evidence).values(id=uuid4(), number=number, created_at=datetime.now(UTC), **values)
        statement = statement.on_conflict_do_nothing()
        if told is None:
            await session.execute(statement)
        else:
            await self._audit.write_with(session, statement, told(number))

    async def find(self, ask_id: UUID, call_id: str) -> Evidence | None:
        """The result of an earlier run of the same call."""
        async with self._database.statements() as session:
            return (await session.execute(_of_call(ask_id, call_id))).scalar_one_or_none()

    async def numbered(self, ask_id: UUID, number: int, viewer: Viewer | None = None) -> Evidence | None:
        """The evidence that an answer cites as `E<number>`, where the viewer may see it."""
        async with self._database.session() as session:
            query = _of_ask(ask_id, viewer).where(Evidence.number == number)
            return (await session.execute(query)).scalar_one_or_none()

    async def of_ask(self, ask_id: UUID, viewer: Viewer | None = None) -> list[Evidence]:
        """All evidence of an ask, by number; none where the viewer may not see the ask."""
        async with self._database.session() as session:
            query = _of_ask(ask_id, viewer).order_by(Evidence.number)
            return list((await session.execute(query)).scalars().all())


def _of_call(ask_id: UUID, call_id: str) -> Select[Evidence]:
    return select(Evidence).where(Evidence.ask_id == ask_id, Evidence.call_id == call_id)


def _of_ask(ask_id: UUID, viewer: Viewer | None) -> Select[Evidence]:
    query = select(Evidence).where(Evidence.ask_id == ask_id)
    return query if viewer is None else query.join(Ask, Ask.id == Evidence.ask_id).where(seen_by(viewer))
