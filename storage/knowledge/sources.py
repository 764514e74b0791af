"""Where pages come from, and how reading them went."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import case, delete, distinct, func, null, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.database import Database
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeSource, SourceState

# Pages in one statement, which must end within the time that a statement has.
DELETED_AT_ONCE = 500

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


@dataclass(frozen=True, slots=True)
class Contents:
    """How much was read of a source."""

    pages: int = 0
    passages: int = 0


class SourceStore:
    """The sources of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, new: NewSource, keep: Collection[str] = ()) -> KnowledgeSource:
        """Add a source, or change the one that has its name; one that was removed is there again.

        Args:
            new: the source.
            keep: the fields to leave as they are, if it is there already; `state` for one that is paused.
        """
        values = asdict(new)
        row = {"id": uuid4(), "created_at": datetime.now(UTC), "revision": 0, "state": SourceState.ACTIVE}
        fixed = {"name", "added_by", *keep}
        changes = {name: value for name, value in values.items() if name not in fixed}
        removed = KnowledgeSource.state == SourceState.REMOVED
        kept = case((removed, SourceState.ACTIVE), else_=KnowledgeSource.state)
        state = kept if "state" in keep else SourceState.ACTIVE
        statement = (
            insert(KnowledgeSource)
            .values(**values, **row)
            .on_conflict_do_update(index_elements=["name"], set_={**changes, "state": state})
            .returning(KnowledgeSource)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one()

    async def get(self, name: str) -> KnowledgeSource | None:
        """A source by its name."""
        async with self._database.session() as session:
            query = select(KnowledgeSource).where(KnowledgeSource.name == name)
            return (await session.execute(query)).scalar_one_or_none()

    async def with_id(self, source_id: UUID) -> KnowledgeSource | None:
        """A source as it is now."""
        async with self._database.session() as session:
            return await session.get(KnowledgeSource, source_id)

    async def all(self, *states: SourceState) -> Sequence[KnowledgeSource]:
        """The sources in these states, by name; those that are not removed by default."""
        wanted = states or (SourceState.ACTIVE, SourceState.PAUSED)
        query = (
            select(KnowledgeSource).where(KnowledgeSource.state.in_(wanted)).order_by(KnowledgeSource.name)
        )
        async with self._database.session() as session:
            return (await session.execute(query)).scalars().all()

    async def contents(self) -> dict[UUID, Contents]:
        """How much was read of each source; those without pages are left out."""
        query = (
            select(
                KnowledgePage.source_id,
                func.count(distinct(KnowledgePage.id)),
                func.count(KnowledgePassage.id),
            )
            .outerjoin(KnowledgePassage)
            .group_by(KnowledgePage.source_id)
        )
        async with self._database.session() as session:
            return {row[0]: Contents(row[1], row[2]) for row in await session.execute(query)}

    async def change(self, source_id: UUID, **values: Any) -> None:
        """Set columns of a source."""
        async with self._database.session() as session:
            await session.execute(
                update(KnowledgeSource).where(KnowledgeSource.id == source_id).values(**values)
            )

    async def tell(self, source_id: UUID, progress: dict[str, Any]) -> SourceState | None:
        """Say how far a reading is; returns the source's state, None if it is gone."""
        statement = (
            update(KnowledgeSource)
            .where(KnowledgeSource.id == source_id)
            .values(progress=progress)
            .returning(KnowledgeSource.state)
        )
        async with self._database.session() as session:
            state = (await session.execute(statement)).scalar_one_or_none()
        return None if state is None else SourceState(state)

    async def end(self, source_id: UUID, written: bool, **values: Any) -> int | None:
        """Note how a reading ended; returns the source's revision, which rises if anything was written."""
        statement = (
            update(KnowledgeSource)
            .where(KnowledgeSource.id == source_id)
            .values(**values, progress=null(), revision=KnowledgeSource.revision + int(written))
            .returning(KnowledgeSource.revision)
        )
        async with self._database.session() as session:
            return (await session.execute(statement)).scalar_one_or_none()

    async def delete(self, source_id: UUID) -> None:
        """Take a source out, with its pages."""
        some = select(KnowledgePage.id).where(KnowledgePage.source_id == source_id).limit(DELETED_AT_ONCE)
        while True:
            async with self._database.session() as session:
                gone = await session.execute(
                    delete(KnowledgePage).where(KnowledgePage.id.in_(some)).returning(KnowledgePage.id)
                )
                if gone.first() is None:
                    break
        async with self._database.session() as session:
            await session.execute(delete(KnowledgeSource).where(KnowledgeSource.id == source_id))
