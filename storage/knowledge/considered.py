"""Finds the pages that could answer, by their words and names, and gets what they are judged by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, Text, Uuid, bindparam, cast, func, literal, or_, select, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from storage.database import Database
from storage.knowledge.search import Filters, among, findable
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeSource, KnowledgeVector

# The words of a page itself, or those of what it means.
Field = Literal["words", "plain_words"]
COLUMNS: dict[Field, Any] = {"words": KnowledgePage.words, "plain_words": KnowledgePage.plain_words}

SIZES = """
SELECT count(*) AS pages, avg(length(words)) AS length, avg(length(plain_words)) AS plain_length
FROM knowledge_pages
"""
WORDS = "SELECT word, ndoc FROM ts_stat('SELECT words FROM knowledge_pages')"
PLAIN_WORDS = "SELECT word, ndoc FROM ts_stat('SELECT plain_words FROM knowledge_pages')"
SUBJECTS = "SELECT subject, count(*) FROM knowledge_pages, unnest(subjects) AS subject GROUP BY subject"
VOCABULARY = """
SELECT word, ndoc FROM ts_stat('SELECT words FROM knowledge_passages') WHERE word ~ '^[a-z]{4,}$'
"""
CONSIDERED = text("""
SELECT
    page.id, page.path, page.title, page.names, page.subjects, page.details,
    length(page.words) AS length, length(page.plain_words) AS plain_length,
    (
        SELECT coalesce(jsonb_object_agg(lexeme, cardinality(positions)), '{}')
        FROM unnest(page.words) WHERE lexeme = ANY(:stems)
    ) AS words,
    (
        SELECT coalesce(jsonb_object_agg(lexeme, cardinality(positions)), '{}')
        FROM unnest(page.plain_words) WHERE lexeme = ANY(:stems)
    ) AS plain_words,
    whole.grains AS vector, meant.grains AS meaning
FROM knowledge_pages AS page
JOIN knowledge_vectors AS whole ON whole.embedder = :embedder AND whole.digest = page.digest
JOIN knowledge_vectors AS meant ON meant.embedder = :embedder AND meant.digest = page.meaning
WHERE page.id = ANY(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(Uuid)), bindparam("stems", type_=ARRAY(Text)))


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
        words: how often the page has each of the question's words; it has `length` different ones.
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
    words: Mapping[str, int]
    plain_words: Mapping[str, int]
    vector: bytes
    meaning: bytes


@dataclass(frozen=True, slots=True)
class ConsideredPassage:
    """A passage of such a page; `grains` are its vectors as int8."""

    id: UUID
    page_id: UUID
    digest: str
    grains: bytes


class PageSearch:
    """The pages of one database, with the vectors that one embedder made."""

    def __init__(self, database: Database, embedder: str) -> None:
        self._database = database
        self._embedder = embedder

    async def counts(self) -> Counts:
        """Count everything. At 100,000 passages this takes seconds."""
        async with self._database.session() as session:

            async def tallied(statement: str) -> dict[str, int]:
                return {row[0]: row[1] for row in await session.execute(text(statement))}

            sizes = (await session.execute(text(SIZES))).one()
            return Counts(
                pages=sizes.pages,
                words=FieldCounts(await tallied(WORDS), float(sizes.length or 1)),
                plain_words=FieldCounts(await tallied(PLAIN_WORDS), float(sizes.plain_length or 1)),
                subjects=await tallied(SUBJECTS),
                vocabulary=await tallied(VOCABULARY),
            )

    async def stems(self, words: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """How each word stands in the pages' words; nothing for words such as `the`."""
        word = func.unnest(cast(list(words), ARRAY(Text))).column_valued("word")
        stems = func.tsvector_to_array(func.to_tsvector("english", word), type_=ARRAY(Text))
        async with self._database.session() as session:
            return {row[0]: tuple(row[1]) for row in await session.execute(select(word, stems))}

    async def by_stems(
        self, field: Field, weights: Mapping[str, float], filters: Filters, limit: int
    ) -> list[UUID]:
        """The pages with most of these words, by the words' weights."""
        if not weights:
            return []
        conditions = findable(filters)
        seen = [
            select(KnowledgePage.id, literal(weight).label("weight"))
            .join(KnowledgeSource, KnowledgeSource.id == KnowledgePage.source_id)
            .where(COLUMNS[field].op("@@")(_word(stem)), *conditions)
            for stem, weight in weights.items()
        ]
        having = union_all(*seen).subquery()
        query = select(having.c.id).group_by(having.c.id)
        return await self._ids(query.order_by(func.sum(having.c.weight).desc(), having.c.id).limit(limit))

    async def by_digest(self, digests: Collection[str], filters: Filters) -> set[UUID]:
        """The pages that have a vector of these: of a passage, of the whole, or of what they mean."""
        some = among(digests, Text)
        passages = _pages(filters, KnowledgePage.id).join(
            KnowledgePassage, KnowledgePassage.page_id == KnowledgePage.id
        )
        found = union_all(
            passages.where(KnowledgePassage.digest == some),
            _pages(filters, KnowledgePage.id).where(
                or_(KnowledgePage.digest == some, KnowledgePage.meaning == some)
            ),
        )
        return set(await self._ids(found))

    async def called(self, names: Sequence[str], filters: Filters, limit: int) -> list[UUID]:
        """The pages that are called so."""
        query = _pages(filters, KnowledgePage.id).where(KnowledgePage.names.overlap(list(names)))
        return await self._ids(query.order_by(KnowledgePage.path).limit(limit))

    async def holding(
        self, part: str, words: Sequence[str], filters: Filters, limit: int
    ) -> list[tuple[UUID, UUID]]:
        """The pages and passages that hold a text exactly, whatever its capitals.

        Args:
            part: the text, in lower case.
            words: its words as they are searched.
            filters: what may be found.
            limit: how many passages, at most.
        """
        phrase = func.phraseto_tsquery("simple", " ".join(words), type_=TSQUERY)
        held = func.strpos(func.lower(KnowledgePassage.context + "\n" + KnowledgePassage.text), part) > 0
        query = (
            _pages(filters, KnowledgePage.id, KnowledgePassage.id)
            .join(KnowledgePassage, KnowledgePassage.page_id == KnowledgePage.id)
            .where(KnowledgePassage.words.op("@@")(phrase), held)
            .order_by(KnowledgePage.id, KnowledgePassage.number)
            .limit(limit)
        )
        async with self._database.session() as session:
            return [(row[0], row[1]) for row in await session.execute(query)]

    async def pages(self, ids: Collection[UUID], stems: Sequence[str]) -> list[ConsideredPage]:
        """What these pages are judged by; those without vectors of this embedder are left out."""
        values = {"ids": list(ids), "stems": list(stems), "embedder": self._embedder}
        async with self._database.session() as session:
            rows = await session.execute(CONSIDERED, values)
            return [ConsideredPage(**row._mapping) for row in rows]

    async def passages(self, ids: Collection[UUID]) -> list[ConsideredPassage]:
        """The passages of these pages, in their order."""
        passage, vector = KnowledgePassage, KnowledgeVector
        query = (
            select(passage.id, passage.page_id, passage.digest, vector.grains)
            .join(vector, (vector.digest == passage.digest) & (vector.embedder == self._embedder))
            .where(passage.page_id == among(ids, Uuid))
            .order_by(passage.page_id, passage.number)
        )
        async with self._database.session() as session:
            return [ConsideredPassage(*row) for row in await session.execute(query)]

    async def _ids(self, query: Any) -> list[UUID]:
        async with self._database.session() as session:
            return list((await session.execute(query)).scalars())


def _pages(filters: Filters, *columns: Any) -> Select[Any]:
    query = select(*columns).select_from(KnowledgePage)
    query = query.join(KnowledgeSource, KnowledgeSource.id == KnowledgePage.source_id)
    return query.where(*findable(filters))


def _word(stem: str) -> Any:
    # Quoted, it is taken as it stands.
    return cast("'" + stem.replace("\\", "\\\\").replace("'", "''") + "'", TSQUERY)
