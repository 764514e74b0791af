"""Finds passages by their words, their names, or their digests, where the asker may see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, and_, any_, bindparam, cast, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from storage.database import Database
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeSource, SourceState


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found.

    Args:
        channel: Whose channel sources are seen: the one that is asked in. None: no channel's.
        projects: Whose projects' sources are seen. None: of all projects, for commands on the server itself.
        everything: Whether audiences count at all; not for commands of whoever runs the server.
        kind: Only `document`, `incident`, …
        service: Only pages of this service.
        source: Only of the source with this name.
        project: Only of sources of this project.
        since: Only pages that were changed since then.
        embedder: Only of sources that are searched by this embedder's vectors.
    """

    channel: str | None = None
    projects: Collection[str] = ()
    everything: bool = False
    kind: str | None = None
    service: str | None = None
    source: str | None = None
    project: str | None = None
    since: datetime | None = None
    embedder: str | None = None


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage with what its page and source say of it."""

    id: UUID
    page_id: UUID
    number: int
    heading: str
    anchor: str
    context: str
    text: str
    digest: str
    names: list[str]
    path: str
    title: str
    kind: str
    url: str | None
    day: str
    changed_at: datetime
    commit: str | None
    services: list[str]
    details: dict[str, Any]
    approved_by: str | None
    source: str
    project: str | None


COLUMNS = (
    KnowledgePassage.id,
    KnowledgePassage.page_id,
    KnowledgePassage.number,
    KnowledgePassage.heading,
    KnowledgePassage.anchor,
    KnowledgePassage.context,
    KnowledgePassage.text,
    KnowledgePassage.digest,
    KnowledgePassage.names,
    KnowledgePage.path,
    KnowledgePage.title,
    KnowledgePage.kind,
    KnowledgePage.url,
    KnowledgePage.day,
    KnowledgePage.changed_at,
    KnowledgePage.commit,
    KnowledgePage.services,
    KnowledgePage.details,
    KnowledgePage.approved_by,
    KnowledgeSource.name.label("source"),
    KnowledgeSource.project,
)


class PassageSearch:
    """The passages of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sources(self, filters: Filters) -> dict[UUID, int]:
        """The sources in which may be searched, with their revisions."""
        return {source: revision for source, revision, _ in await self.searched(filters)}

    async def searched(self, filters: Filters) -> list[tuple[UUID, int, str | None]]:
        """The sources in which may be searched: their ids, revisions, and by whose vectors."""
        query = _searched(replace(filters, projects=tuple(filters.projects)))
        async with self._database.statements() as session:
            return [(row[0], row[1], row[2]) for row in await session.execute(query)]

    async def embedders(self, filters: Filters) -> set[str]:
        """By whose vectors these sources are searched."""
        query = select(KnowledgeSource.embedder).distinct().where(*_may_be_seen(filters))
        async with self._database.session() as session:
            return set(filter(None, (await session.execute(query)).scalars()))

    async def by_name(self, names: Sequence[str], filters: Filters, limit: int) -> list[FoundPassage]:
        """Passages that hold one of these names, or whose page is called by it."""
        if not names:
            return []
        wanted = list(names)
        named = or_(KnowledgePassage.names.overlap(wanted), KnowledgePage.names.overlap(wanted))
        return await self._read(_visible(filters).where(named).limit(limit))

    async def by_title(
        self, beginnings: Collection[str], after: str, filters: Filters, limit: int
    ) -> list[FoundPassage]:
        """Passages of pages with words that begin so in their titles, of a later day than `after`."""
        titled = [KnowledgePage.title.icontains(beginning, autoescape=True) for beginning in beginnings]
        return await self._read(_visible(filters).where(KnowledgePage.day > after, *titled).limit(limit))

    async def page_called(self, name: str, filters: Filters) -> UUID | None:
        """The page with this path, file name, or name of its alert or incident; the very path goes first."""
        lowered = name.lower().removesuffix(".md")
        paths = [name, f"{name}.md"]
        called = or_(
            KnowledgePage.path.in_(paths),
            KnowledgePage.names.overlap([lowered, lowered.rpartition("/")[2]]),
        )
        query = select(KnowledgePage.id).join(KnowledgeSource).where(called, *_may_be_seen(filters))
        query = query.order_by(
            KnowledgePage.path.in_(paths).desc(), KnowledgePage.path, KnowledgePage.id
        ).limit(1)
        async with self._database.session() as session:
            return (await session.execute(query)).scalar_one_or_none()

    async def pages(self, filters: Filters, limit: int) -> list[UUID]:
        """The pages that may be found, those with the latest day first."""
        query = select(KnowledgePage.id).join(KnowledgeSource).where(*findable(filters))
        query = query.order_by(KnowledgePage.day.desc(), KnowledgePage.id).limit(limit)
        async with self._database.session() as session:
            return list((await session.execute(query)).scalars())

    async def of_pages(self, page_ids: Collection[UUID]) -> list[FoundPassage]:
        """The passages of pages, one page after the other, in their order."""
        query = _visible(Filters(everything=True)).where(KnowledgePage.id == among(page_ids, Uuid))
        return await self._read(query.order_by(KnowledgePage.id, KnowledgePassage.number))

    async def of_page(self, page_id: UUID) -> list[FoundPassage]:
        """A page's passages, in their order."""
        query = _visible(Filters(everything=True)).where(KnowledgePage.id == page_id)
        return await self._read(query.order_by(KnowledgePassage.number))

    async def _read(self, query: Select[Any]) -> list[FoundPassage]:
        async with self._database.session() as session:
            return [FoundPassage(**row._mapping) for row in await session.execute(query)]


def among(values: Collection[Any], kind: type[Any]) -> Any:
    """What a column must equal to be one of these values.

    They are one parameter: a list of a hundred takes longer to write into the statement than to look up.
    """
    return any_(literal(list(values), ARRAY(kind)))


@lru_cache(maxsize=200)
def _searched(filters: Filters) -> Select[UUID, int, str | None]:
    # To put it together takes as long as to run it, and the same places ask again and again.
    source = KnowledgeSource
    return select(source.id, source.revision, source.embedder).where(*_may_be_seen(filters))


def _visible(filters: Filters) -> Select[Any]:
    query = select(*COLUMNS).join(KnowledgePage, KnowledgePage.id == KnowledgePassage.page_id)
    query = query.join(KnowledgeSource, KnowledgeSource.id == KnowledgePage.source_id)
    return query.where(*findable(filters))


def findable(filters: Filters) -> list[Any]:
    """What the pages and their sources must fulfil, as conditions of a query over both."""
    conditions = _may_be_seen(filters)
    if filters.kind is not None:
        conditions.append(KnowledgePage.kind == filters.kind)
    if filters.service is not None:
        conditions.append(KnowledgePage.services.contains([filters.service]))
    if filters.since is not None:
        conditions.append(KnowledgePage.changed_at >= filters.since)
    return conditions


def _may_be_seen(filters: Filters) -> list[Any]:
    wanted = [KnowledgeSource.state != SourceState.REMOVED]
    if filters.source is not None:
        wanted.append(KnowledgeSource.name == filters.source)
    if filters.project is not None:
        wanted.append(KnowledgeSource.project == filters.project)
    if filters.embedder is not None:
        wanted.append(KnowledgeSource.embedder == filters.embedder)
    if filters.everything:
        return wanted
    kind, names = KnowledgeSource.audience["kind"].astext, KnowledgeSource.audience["names"]
    ways = [kind == "everyone"]
    if filters.channel is not None:
        ways.append(and_(kind == "channels", names.contains([filters.channel])))
    if filters.projects:
        ways.append(and_(kind == "projects", names.has_any(cast(list(filters.projects), ARRAY(Text)))))
    return [*wanted, or_(*ways)]


# Whoever asks: for what was found where the asker may look.
BY_ID = _visible(Filters(everything=True)).where(
    KnowledgePassage.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
