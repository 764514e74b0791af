"""Pages and their passages: what is kept of a source."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, func, insert, select, text, update

from storage.database import Database
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeSource

# A page's words are found whatever their ending; those of a passage just as they are written.
INSERT_PAGES = insert(KnowledgePage).values(
    words=func.to_tsvector("english", bindparam("words_text")),
    plain_words=func.to_tsvector("english", bindparam("plain_words_text")),
)
INSERT_PASSAGES = insert(KnowledgePassage).values(words=func.to_tsvector("simple", bindparam("words_text")))


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage on its way into the store; the fields are those of `KnowledgePassage`, `words` as text."""

    heading: str
    anchor: str
    context: str
    text: str
    digest: str
    names: list[str]
    words: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page with its passages, in their order; the fields are those of `KnowledgePage`, words as text."""

    path: str
    version: str
    title: str
    kind: str
    url: str | None
    day: str
    changed_at: datetime
    commit: str | None
    services: list[str]
    names: list[str]
    details: dict[str, Any]
    passages: Sequence[NewPassage]
    subjects: list[str]
    digest: str
    meaning: str
    words: str
    plain_words: str
    approved_by: str | None = None


class PageStore:
    """The pages of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def versions(self, source_id: UUID) -> dict[str, str]:
        """The version of each page of a source, by its path."""
        query = select(KnowledgePage.path, KnowledgePage.version).where(KnowledgePage.source_id == source_id)
        async with self._database.session() as session:
            return {row[0]: row[1] for row in await session.execute(query)}

    async def digests(self, source_id: UUID | None = None) -> set[str]:
        """The digests of all passages, of one source or of all."""
        query = select(KnowledgePassage.digest).distinct()
        if source_id is not None:
            query = query.join(KnowledgePage).where(KnowledgePage.source_id == source_id)
        async with self._database.session() as session:
            return set((await session.execute(query)).scalars())

    async def page_digests(self, source_id: UUID) -> set[str]:
        """The digests of a source's pages as wholes, and of what they mean."""
        query = select(KnowledgePage.digest, KnowledgePage.meaning).where(
            KnowledgePage.source_id == source_id
        )
        async with self._database.session() as session:
            return {digest for row in await session.execute(query) for digest in row}

    async def replace(self, source_id: UUID, pages: Sequence[NewPage], gone: Collection[str] = ()) -> None:
        """Write pages in place of what stood at their paths, and take out those that are gone.

        All of it is seen at once, and the source's revision rises.
        """
        if not pages and not gone:
            return
        paths = [*(page.path for page in pages), *gone]
        rows = [(uuid4(), page) for page in pages]
        async with self._database.session() as session:
            await session.execute(
                delete(KnowledgePage).where(
                    KnowledgePage.source_id == source_id, KnowledgePage.path.in_(paths)
                )
            )
            if rows:
                await session.execute(INSERT_PAGES, [_page(source_id, *row) for row in rows])
            passages = list(_passages(rows))
            if passages:
                await session.execute(INSERT_PASSAGES, passages)
            await session.execute(
                update(KnowledgeSource)
                .where(KnowledgeSource.id == source_id)
                .values(revision=KnowledgeSource.revision + 1)
            )

    async def examine(self) -> None:
        """Have Postgres look at how much there is: until it did, it plans searches as if there were nothing.

        By itself it does so a minute later. At 100,000 passages this takes a second or two.
        """
        async with self._database.statements() as session:
            await session.execute(text("ANALYZE knowledge_pages, knowledge_passages, knowledge_vectors"))

    async def count(self) -> int:
        """How many passages there are."""
        async with self._database.session() as session:
            return (await session.execute(select(func.count()).select_from(KnowledgePassage))).scalar_one()


def _page(source_id: UUID, page_id: UUID, page: NewPage) -> dict[str, Any]:
    values = {_column(name): getattr(page, name) for name in NewPage.__slots__ if name != "passages"}
    return {**values, "id": page_id, "source_id": source_id, "created_at": datetime.now(UTC)}


def _passages(rows: Iterable[tuple[UUID, NewPage]]) -> Iterable[dict[str, Any]]:
    now = datetime.now(UTC)
    for page_id, page in rows:
        for number, passage in enumerate(page.passages):
            values = {_column(name): getattr(passage, name) for name in NewPassage.__slots__}
            yield {**values, "id": uuid4(), "created_at": now, "page_id": page_id, "number": number}


def _column(name: str) -> str:
    return f"{name}_text" if name in ("words", "plain_words") else name
