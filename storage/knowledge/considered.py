"""Finds the pages that could answer, by their words and names, and gets what they are judged by."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.knowledge import statements
from storage.knowledge.search import BY_ID, Filters, FoundPassage

# The words of a page itself, or those of what it means.
Field = Literal["words", "plain_words"]


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """How often words are used: in how many pages each, and how many different ones a page has on average."""

    pages: Mapping[str, int]
    mean_length: float


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted over all that was read."""

    pages: int
    words: FieldCounts
    plain_words: FieldCounts
    subjects: Mapping[str, int]
    vocabulary: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ConsideredPage:
    """A page that could answer, and what it is judged by.

    Args:
        words: of the page, packed (see `packed_words`); it has `length` different ones.
        plain_words: the same for what the page means.
        vector: of the page as a whole, as int8; `meaning` that of what it means.
    """

    id: UUID
    path: str
    title: str
    names: list[str]
    subjects: list[str]
    details: dict[str, Any]
    length: int
    plain_length: int
    words: bytes
    plain_words: bytes
    vector: bytes
    meaning: bytes

    @property
    def size(self) -> int:
        """About how many bytes it takes; the rest of it is short."""
        return len(self.words) + len(self.plain_words) + len(self.vector) + len(self.meaning)


@dataclass(frozen=True, slots=True)
class ConsideredPassages:
    """The passages of such a page, in their order.

    Args:
        page_id: the page.
        ids: of the passages, 16 bytes each: only of a few they are ever looked at.
        grains: their vectors as int8, two each.
        whole: whether all passages of the page are here; those without vectors of this embedder are not.
    """

    page_id: UUID
    ids: bytes
    grains: bytes
    whole: bool = True

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.ids) + len(self.grains)


@dataclass(frozen=True, slots=True)
class Within:
    """Where a search looks: in these sources, which its asker may see, and only at such pages."""

    sources: Collection[UUID]
    kind: str | None = None
    service: str | None = None
    since: datetime | None = None

    @classmethod
    def of(cls, filters: Filters, sources: Collection[UUID]) -> "Within":
        """What filters leave, once the sources that fulfil them are known."""
        return cls(list(sources), filters.kind, filters.service, filters.since)

    @property
    def values(self) -> dict[str, Any]:
        """As parameters."""
        return {
            "sources": self.sources,
            "kind": self.kind,
            "services": None if self.service is None else [self.service],
            "since": self.since,
        }


class PageSearch:
    """The pages of one database, with the vectors that one embedder made."""

    def __init__(self, database: Database, embedder: str) -> None:
        self._database = database
        self._embedder = embedder

    @asynccontextmanager
    async def looking(self) -> AsyncIterator["Look"]:
        """One connection for all that a search asks: taking one from the pool costs as much as a question."""
        async with self._database.statements() as session:
            yield Look(await session.connection(), self._embedder)

    async def counts(self) -> Counts:
        """Count everything. At 100,000 passages this takes seconds."""
        async with self._database.session() as session:

            async def tallied(statement: str) -> dict[str, int]:
                return {row[0]: row[1] for row in await session.execute(text(statement))}

            sizes = (await session.execute(text(statements.SIZES))).one()
            return Counts(
                pages=sizes.pages,
                words=FieldCounts(await tallied(statements.WORDS), float(sizes.length or 1)),
                plain_words=FieldCounts(
                    await tallied(statements.PLAIN_WORDS), float(sizes.plain_length or 1)
                ),
                subjects=await tallied(statements.SUBJECTS),
                vocabulary=await tallied(statements.VOCABULARY),
            )

    async def any_pages(self, most: int) -> list[bytes]:
        """The vectors of so many pages as wholes, as int8."""
        async with self._database.session() as session:
            values = {"embedder": self._embedder, "most": most}
            return [row[0] for row in await session.execute(text(statements.ANY_PAGES), values)]


class Look:
    """What one search asks of the pages. One thing at a time: there is one connection."""

    def __init__(self, connection: AsyncConnection, embedder: str) -> None:
        self._connection = connection
        self._embedder = embedder

    async def stems(self, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """How each word stands in the pages' words; nothing for words such as `the`."""
        rows = await self._connection.execute(statements.STEMS, {"words": list(words)})
        return {row[0]: tuple(row[1]) for row in rows}

    async def by_stems(
        self, field: Field, weights: Mapping[str, float], within: Within, limit: int
    ) -> list[UUID]:
        """The pages with most of these words, by the words' weights."""
        if not weights:
            return []
        values = {
            **within.values,
            "stems": [_quoted(stem) for stem in weights],
            "weights": list(weights.values()),
            "most": limit,
        }
        return await self._ids(statements.BY_STEMS[field], values)

    async def called(self, names: Sequence[str], within: Within, limit: int) -> list[UUID]:
        """The pages that are called so."""
        return await self._ids(statements.CALLED, {**within.values, "names": list(names), "most": limit})

    async def holding(
        self, part: str, words: Sequence[str], within: Within, limit: int
    ) -> list[tuple[UUID, UUID]]:
        """The pages and passages that hold a text exactly, whatever its capitals.

        Args:
            part: the text, in lower case.
            words: its words as they are searched.
            within: where to look.
            limit: how many passages, at most.
        """
        values = {**within.values, "part": part, "phrase": " ".join(words), "most": limit}
        few = within.kind or within.service or within.since
        statement = statements.HOLDING_OF_FEW if few else statements.HOLDING
        rows = await self._connection.execute(statement, values)
        return [(row[0], row[1]) for row in rows]

    async def having(self, digests: Collection[str], within: Within) -> list[UUID]:
        """The pages that have a vector of these digests: of a passage, of the whole, or of what they mean."""
        return await self._ids(statements.HAVING, {**within.values, "digests": list(digests)})

    async def pages(self, ids: Collection[UUID]) -> list[ConsideredPage]:
        """What these pages are judged by; those without vectors of this embedder are left out."""
        values = {"ids": list(ids), "embedder": self._embedder}
        return [ConsideredPage(*row) for row in await self._connection.execute(statements.PAGES, values)]

    async def latest(self, most: int) -> list[UUID]:
        """The pages that were changed last."""
        return await self._ids(statements.LATEST, {"most": most})

    async def passages(self, ids: Collection[UUID]) -> list[ConsideredPassages]:
        """The passages of these pages."""
        values = {"ids": list(ids), "embedder": self._embedder}
        rows = await self._connection.execute(statements.PASSAGES, values)
        return [ConsideredPassages(*row) for row in rows]

    async def found(self, ids: Collection[UUID]) -> dict[UUID, FoundPassage]:
        """These passages as they are shown, by their ids."""
        rows = await self._connection.execute(BY_ID, {"ids": list(ids)})
        return {row.id: FoundPassage(**row._mapping) for row in rows}

    async def _ids(self, statement: Any, values: Mapping[str, Any]) -> list[UUID]:
        return list((await self._connection.execute(statement, values)).scalars())


def _quoted(stem: str) -> str:
    # Quoted, it is taken as it stands.
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
