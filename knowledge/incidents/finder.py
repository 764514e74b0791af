"""Finds the incidents that are like what happens now, among all that somebody may see."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from knowledge.embeddings import Embedder
from knowledge.incidents.matching import Match, Sureness, match
from knowledge.incidents.profile import Incident, Question, incident_of
from storage.knowledge import Filters, FoundPassage, PassageSearch, StoredVector, VectorStore

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

# About 12 kB each are kept in memory, so 24 MB. Of more, the latest are compared.
MOST_COMPARED = 2000


@dataclass(frozen=True, slots=True)
class _Kept:
    """An incident and the vectors of its passages."""

    incident: Incident
    vectors: "Vectors | None"


class IncidentFinder:
    """Compares a question with every incident that may be seen, not only with those whose words are near.

    Args:
        passages: of the pages.
        vectors: as they were made when the pages were read: nothing but the question is embedded.
        embedder: who made them.
    """

    def __init__(self, passages: PassageSearch, vectors: VectorStore, embedder: Embedder) -> None:
        self._passages = passages
        self._vectors = vectors
        self._embedder = embedder
        # A page that changes is written as a new row, so what is kept under an id never grows old.
        self._kept: dict[UUID, _Kept] = {}

    async def find(self, question: Question, filters: Filters, limit: int) -> list[Match]:
        """The incidents that are alike, the most alike first; empty where nothing is."""
        compared = await self._visible(filters)
        return await asyncio.to_thread(self._matches, question, compared, limit)

    async def _visible(self, filters: Filters) -> list[_Kept]:
        ids = await self._passages.pages(replace(filters, kind="incident"), MOST_COMPARED)
        new = [page_id for page_id in ids if page_id not in self._kept]
        if new:
            passages = await self._passages.of_pages(new)
            vectors = await self._vectors.get({passage.digest for passage in passages})
            read = await asyncio.to_thread(_read, passages, vectors)
            wanted = {page_id: self._kept[page_id] for page_id in ids if page_id in self._kept}
            # What others may see beside is kept as long as there is room; pages that are gone go with it.
            others = self._kept if len(self._kept) + len(read) <= MOST_COMPARED else {}
            self._kept = {**others, **wanted, **read}
        return [kept for page_id in ids if (kept := self._kept.get(page_id)) is not None]

    def _matches(self, question: Question, compared: Sequence[_Kept], limit: int) -> list[Match]:
        if question.incident is not None:
            compared = [
                kept for kept in compared if kept.incident.id.upper() == question.incident
            ] or compared
        if question.only_services:
            return _listed(question, compared)[:limit]
        vector = self._embedder.embed([question.words])[0] if question.words else None
        found = []
        for kept in compared:
            likeness = 0.0 if vector is None or kept.vectors is None else float((kept.vectors @ vector).max())
            found.append(match(question, kept.incident, likeness))
        alike = [one for one in found if one is not None]
        return sorted(alike, key=lambda one: -one.score)[:limit]


def _listed(question: Question, compared: Iterable[_Kept]) -> list[Match]:
    """The incidents of the services that were asked about, where nothing else was said: the latest first."""
    return [
        Match(kept.incident, Sureness.NAMED, 0.0, 0.0, (f"of {', '.join(sorted(both))}",), ())
        for kept in compared
        if (both := question.profile.services & kept.incident.profile.services)
    ]


def _read(passages: Sequence[FoundPassage], vectors: dict[str, StoredVector]) -> dict[UUID, _Kept]:
    import numpy as np

    read = {}
    for page_id, group in groupby(passages, key=lambda passage: passage.page_id):
        own = list(group)
        rows = [
            np.frombuffer(vectors[one.digest].vector, dtype=np.float32)
            for one in own
            if one.digest in vectors
        ]
        read[page_id] = _Kept(incident_of(own), np.stack(rows) if rows else None)
    return read
