"""The vectors of passages, as they were made: no text is embedded twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from storage.database import Database
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeSource, KnowledgeVector

READ_AT_ONCE = 5_000
# What the digests begin with that are no page's but the glossary's.
GLOSSARY = "glossary-"


@dataclass(frozen=True, slots=True)
class StoredVector:
    """A passage's vector and those of its grains, as bytes; see `KnowledgeVector`."""

    digest: str
    vector: bytes
    grains: bytes


class VectorStore:
    """The vectors that one embedder made."""

    def __init__(self, database: Database, embedder: str) -> None:
        self._database = database
        self._embedder = embedder

    async def missing(self, digests: Collection[str]) -> set[str]:
        """Those that have no vector yet."""
        return set(digests) - {found.digest for found in await self._read(digests, whole=False)}

    async def get(self, digests: Collection[str]) -> dict[str, StoredVector]:
        """The vectors of these passages, as far as they are there."""
        return {found.digest: found for found in await self._read(digests, whole=True)}

    async def add(self, vectors: Sequence[StoredVector]) -> None:
        """Keep new vectors."""
        rows = [
            {"embedder": self._embedder, "digest": new.digest, "vector": new.vector, "grains": new.grains}
            for new in vectors
        ]
        async with self._database.session() as session:
            for start in range(0, len(rows), READ_AT_ONCE):
                some = rows[start : start + READ_AT_ONCE]
                await session.execute(insert(KnowledgeVector).on_conflict_do_nothing(), some)

    async def sweep(self, source_id: UUID) -> None:
        """Take out the vectors, whoever made them, that belong to no passage and no page.

        Not while another source than this one is read: its vectors are kept before its pages.
        """
        others = exists().where(KnowledgeSource.progress.is_not(None), KnowledgeSource.id != source_id)
        used = [
            exists().where(column == KnowledgeVector.digest)
            for column in (KnowledgePassage.digest, KnowledgePage.digest, KnowledgePage.meaning)
        ]
        statement = delete(KnowledgeVector).where(
            *(~one for one in used), ~others, ~KnowledgeVector.digest.startswith(GLOSSARY)
        )
        async with self._database.session() as session:
            await session.execute(statement)

    async def drop_unless_served(self) -> None:
        """Take out all of this embedder's vectors, once no source is searched by them."""
        served = exists().where(KnowledgeSource.embedder == self._embedder)
        async with self._database.session() as session:
            await session.execute(
                delete(KnowledgeVector).where(KnowledgeVector.embedder == self._embedder, ~served)
            )

    async def _read(self, digests: Collection[str], *, whole: bool) -> list[StoredVector]:
        wanted, found = list(digests), list[StoredVector]()
        columns = (KnowledgeVector.vector, KnowledgeVector.grains) if whole else ()
        async with self._database.session() as session:
            for start in range(0, len(wanted), READ_AT_ONCE):
                some = wanted[start : start + READ_AT_ONCE]
                query = select(KnowledgeVector.digest, *columns).where(
                    KnowledgeVector.embedder == self._embedder, KnowledgeVector.digest.in_(some)
                )
                rows = (await session.execute(query)).all()
                found += [StoredVector(*row) if whole else StoredVector(row[0], b"", b"") for row in rows]
        return found
