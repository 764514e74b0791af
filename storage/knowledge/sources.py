"""Where pages come from, and how reading them went."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from storage.database import Database
from storage.models import KnowledgeSource, SourceState

EVERYONE: dict[str, Any] = {"kind": "everyone", "names": []}


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source on its way into the store; the fields are those of `KnowledgeSource`."""

    name: str
    kind: str
    location: dict[str, Any]
    added_by: str
    url: str | None = None
    page_kind: str = "document"
    audience: dict[str, Any] = field(default_factory=lambda: dict(EVERYONE))
    project: str | None = None
    owner: str | None = None
    schedule: str = ""


class SourceStore:
    """The sources of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, new: NewSource) -> KnowledgeSource:
        """Add a source, or change and revive the one that has its name."""
        values = asdict(new)
        row = {"id": uuid4(), "created_at": datetime.now(UTC), "revision": 0, "state": SourceState.ACTIVE}
        changes = {name: value for name, value in values.items() if name not in ("name", "added_by")}
        statement = (
            insert(KnowledgeSource)
            .values(**values, **row)
            .on_conflict_do_update(index_elements=["name"], set_={**changes, "state": SourceState.ACTIVE})
            .returning(KnowledgeSource)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one()

    async def get(self, name: str) -> KnowledgeSource | None:
        """A source by its name."""
        async with self._database.session() as session:
            query = select(KnowledgeSource).where(KnowledgeSource.name == name)
            return (await session.execute(query)).scalar_one_or_none()

    async def all(self, *states: SourceState) -> Sequence[KnowledgeSource]:
        """The sources in these states, by name; those that are not removed by default."""
        wanted = states or (SourceState.ACTIVE, SourceState.PAUSED)
        query = (
            select(KnowledgeSource).where(KnowledgeSource.state.in_(wanted)).order_by(KnowledgeSource.name)
        )
        async with self._database.session() as session:
            return (await session.execute(query)).scalars().all()

    async def change(self, source_id: UUID, **values: Any) -> None:
        """Set columns of a source."""
        async with self._database.session() as session:
            await session.execute(
                update(KnowledgeSource).where(KnowledgeSource.id == source_id).values(**values)
            )
