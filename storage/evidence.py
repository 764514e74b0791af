"""Keeps tool results as numbered evidence of an ask."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.audit import AuditEvent, AuditLog, together
from storage.database import Database
from storage.models import Ask, Evidence
from storage.visibility import Viewer, seen_by

# Of asks that run, not of all that ever ran.
REMEMBERED_ASKS = 500


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


@dataclass(slots=True)
class _Kept:
    """What this process knows of an ask's evidence: another one may have added to it since."""

    highest: int
    calls: set[str]
    numbering: asyncio.Lock = field(default_factory=asyncio.Lock)


# Made once: to build such a statement takes longer than to run it.
KEEP = (
    insert(Evidence)
    .values({column.name: bindparam(column.name, type_=column.type) for column in Evidence.__table__.columns})
    .on_conflict_do_nothing()
)
KEEP_AND_TELL = together(KEEP)


class EvidenceStore:
    """The evidence of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._audit = AuditLog(database)
        self._asks: OrderedDict[UUID, _Kept] = OrderedDict()

    def begin(self, ask_id: UUID) -> None:
        """An ask is run for the first time: nothing can have been kept for it, and no look is needed.

        Where that is not so, after all, a number that is taken is found out when it is given again.
        """
        self._remember(ask_id, _Kept(0, set()))

    async def add(self, new: NewEvidence, told: Callable[[int], AuditEvent] | None = None) -> Evidence:
        """Store a result under the ask's next number, or return what is stored under its call id.

        Args:
            new: The result.
            told: What the audit log says of it, by its number: written exactly if the result is.
        """
        kept = await self._kept(new.ask_id)
        # Specialists work side by side; where another process gave the number out, it is tried again.
        async with kept.numbering:
            while True:
                made = _row(new, kept.highest + 1)
                if await self._insert(made, told):
                    kept.highest = made["number"]
                    kept.calls.add(new.call_id)
                    return Evidence(**made)
                stored = await self.find(new.ask_id, new.call_id)
                if stored is not None:
                    return stored
                kept.highest = await self._highest(new.ask_id)

    async def seen(self, ask_id: UUID, call_id: str) -> Evidence | None:
        """The result of an earlier run of the same call, as far as this process knows.

        Enough for what only looks: where another process has just made the same call, `add` finds it.
        """
        if call_id not in (await self._kept(ask_id)).calls:
            return None
        return await self.find(ask_id, call_id)

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

    async def _kept(self, ask_id: UUID) -> _Kept:
        if ask_id not in self._asks:
            query = select(Evidence.number, Evidence.call_id).where(Evidence.ask_id == ask_id)
            async with self._database.connection() as connection:
                rows = (await connection.execute(query)).all()
            return self._remember(
                ask_id, _Kept(max((row[0] for row in rows), default=0), {row[1] for row in rows})
            )
        return self._asks[ask_id]

    def _remember(self, ask_id: UUID, found: _Kept) -> _Kept:
        kept = self._asks.setdefault(ask_id, found)
        if len(self._asks) > REMEMBERED_ASKS:
            self._asks.popitem(last=False)
        return kept

    async def _insert(self, row: dict[str, Any], told: Callable[[int], AuditEvent] | None) -> bool:
        async with self._database.connection() as connection:
            if told is not None:
                return await self._audit.write_with(connection, KEEP_AND_TELL, row, told(row["number"]))
            return (await connection.execute(KEEP.returning(Evidence.id), row)).one_or_none() is not None

    async def _highest(self, ask_id: UUID) -> int:
        query = select(func.coalesce(func.max(Evidence.number), 0)).where(Evidence.ask_id == ask_id)
        async with self._database.connection() as connection:
            return int((await connection.execute(query)).scalar_one())


def _row(new: NewEvidence, number: int) -> dict[str, Any]:
    values = {name: getattr(new, name) for name in NewEvidence.__slots__}
    return {"id": uuid4(), "number": number, "created_at": datetime.now(UTC), **values}


def _of_call(ask_id: UUID, call_id: str) -> Select[Evidence]:
    return select(Evidence).where(Evidence.ask_id == ask_id, Evidence.call_id == call_id)


def _of_ask(ask_id: UUID, viewer: Viewer | None) -> Select[Evidence]:
    query = select(Evidence).where(Evidence.ask_id == ask_id)
    return query if viewer is None else query.join(Ask, Ask.id == Evidence.ask_id).where(seen_by(viewer))
