"""Keeps tool results as numbered evidence of an ask."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select, text
from sqlalchemy.dialects.postgresql import insert

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

    async def add(self, new: NewEvidence) -> Evidence:
        """Store a result under the ask's next number, or return what is stored under its call id."""
        async with self._database.session() as session:
            # Specialists work side by side: numbers of one ask are given out one at a time.
            await session.execute(
                text("SELECT pg_advisory_xact_lock(hashtext(:ask))"), {"ask": str(new.ask_id)}
            )
            highest = select(func.coalesce(func.max(Evidence.number), 0)).where(Evidence.ask_id == new.ask_id)
            number = (await session.execute(highest)).scalar_one() + 1
            values = {name: getattr(new, name) for name in NewEvidence.__slots__}
            statement = insert(Evidence).values(
                id=uuid4(), number=number, created_at=datetime.now(UTC), **values
            )
            await session.execute(statement.on_conflict_do_nothing(index_elements=["ask_id", "call_id"]))
            query = select(Evidence).where(Evidence.ask_id == new.ask_id, Evidence.call_id == new.call_id)
            return (await session.execute(query)).scalar_one()

    async def find(self, ask_id: UUID, call_id: str) -> Evidence | None:
        """The result of an earlier run of the same call."""
        async with self._database.session() as session:
            query = select(Evidence).where(Evidence.ask_id == ask_id, Evidence.call_id == call_id)
            return (await session.execute(query)).scalar_one_or_none()

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


def _of_ask(ask_id: UUID, viewer: Viewer | None) -> Select[Evidence]:
    query = select(Evidence).where(Evidence.ask_id == ask_id)
    return query if viewer is None else query.join(Ask, Ask.id == Evidence.ask_id).where(seen_by(viewer))
