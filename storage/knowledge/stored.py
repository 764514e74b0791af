"""What stands in the rows of pages that have no vectors yet: all vectors can be made anew from it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select

from storage.database import Database
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeVector

PAGES_AT_ONCE = 50
NO_PAGE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage; the fields are those of `KnowledgePassage`."""

    digest: str
    context: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page; the fields are those of `KnowledgePage`."""

    id: UUID
    title: str
    subjects: list[str]
    digest: str
    meaning: str
    passages: Sequence[StoredPassage]


class StoredPages:
    """The pages of one database, to be embedded again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def without_vectors(
        self, source_id: UUID, embedder: str, after: UUID = NO_PAGE, limit: int = PAGES_AT_ONCE
    ) -> list[StoredPage]:
        """Pages of a source of which anything has no vector of this embedder, by their id.

        Args:
            source_id: the source.
            embedder: whose vectors are wanted.
            after: only pages with a greater id.
            limit: how many, at most.
        """
        page = KnowledgePage
        passage = exists().where(
            KnowledgePassage.page_id == page.id, _has_none(KnowledgePassage.digest, embedder)
        )
        query = (
            select(page.id, page.title, page.subjects, page.digest, page.meaning)
            .where(page.source_id == source_id, page.id > after)
            .where(or_(_has_none(page.digest, embedder), _has_none(page.meaning, embedder), passage))
            .order_by(page.id)
            .limit(limit)
        )
        async with self._database.session() as session:
            rows = (await session.execute(query)).all()
            own = select(
                KnowledgePassage.page_id,
                KnowledgePassage.digest,
                KnowledgePassage.context,
                KnowledgePassage.text,
            ).where(KnowledgePassage.page_id.in_([row.id for row in rows]))
            passages = defaultdict[UUID, list[StoredPassage]](list)
            for found in await session.execute(own.order_by(KnowledgePassage.number)):
                passages[found[0]].append(StoredPassage(*found[1:]))
        return [StoredPage(*row, passages[row.id]) for row in rows]


def _has_none(digest: Any, embedder: str) -> Any:
    return ~exists().where(KnowledgeVector.embedder == embedder, KnowledgeVector.digest == digest)
