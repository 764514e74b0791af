"""What a question is held against besides the pages: counts of their words, and the glossary's phrases."""

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID

from knowledge.embeddings import Embedder
from knowledge.glossary import Glossary
from knowledge.search.spelling import Spelling, everyday_words
from knowledge.search.subjects import Phrases
from storage.knowledge import Counts, FieldCounts, PageSearch, StoredVector, VectorStore
from storage.knowledge.vectors import GLOSSARY

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

# BM25's saturation and weight of length. Tried from 0.9 to 1.6 and 0.4 to 0.75: hardly any difference.
SATURATION = 1.2
LENGTH = 0.6
# Counting anew is done at once where it takes no longer than this; else while the old counts still serve.
AT_ONCE_SECONDS = 0.25
# A subject that one page in ten has tells pages apart as well as any.
RARE = 10
SOME_PAGES = 500  # from so many on one more is hardly ever the nearest


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each word of a field counts."""

    counts: FieldCounts
    pages: int

    def rarity(self, stem: str) -> float:
        """BM25's weight of a word: the more, the fewer pages have it."""
        return self.rarity_of(self.counts.pages.get(stem, 0))

    def rarity_of(self, having: int) -> float:
        """The same for what so many pages have."""
        return math.log(1 + (self.pages - having + 0.5) / (having + 0.5))

    def share(self, question: Iterable[str], held: Mapping[str, int], length: int) -> float:
        """How much of the question's weight a page covers, 0 to 1: comparable between collections."""
        weights = {stem: self.rarity(stem) for stem in set(question)}
        total = sum(weights.values())
        if not total:
            return 0.0
        norm = SATURATION * (1 - LENGTH + LENGTH * length / self.counts.mean_length)
        return (
            sum(weights[stem] * held[stem] / (held[stem] + norm) for stem in weights if stem in held) / total
        )


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a search needs to know of what was read.

    Args:
        usual: how like the nearest page is to what is said in this trade: the more pages, and the more they
            are of the trade, the more.
    """

    pages: int
    words: Weights
    plain_words: Weights
    subjects: Mapping[str, int]
    spelling: Spelling
    everyday: frozenset[str]
    phrases: Phrases
    usual: float

    def weight_of(self, subject: str) -> float:
        """How well a subject tells pages apart: 0 where all have it."""
        if self.pages <= RARE:
            return 1.0
        return min(1.0, math.log(self.pages / max(self.subjects.get(subject, 1), 1)) / math.log(RARE))


class Surveyor:
    """Keeps the overview in step with what was read.

    Args:
        search: counts.
        vectors: keeps the vectors of the glossary's phrases, under its fingerprint.
        embedder: makes them.
        glossary: the words of the trade.
    """

    def __init__(
        self, search: PageSearch, vectors: VectorStore, embedder: Embedder, glossary: Glossary
    ) -> None:
        self._search, self._vectors, self._embedder = search, vectors, embedder
        self._glossary = glossary
        self._lock = asyncio.Lock()
        self._overview: Overview | None = None
        self._seen: Mapping[UUID, int] = {}
        self._seconds = 0.0
        self._task: asyncio.Task[Overview] | None = None

    async def overview(self, revisions: Mapping[UUID, int]) -> Overview:
        """The overview of these revisions, or of earlier ones while a long count is on its way.

        Args:
            revisions: of the sources that are searched.
        """
        old = any(self._seen.get(source) != revision for source, revision in revisions.items())
        if self._overview is not None and not old:
            return self._overview
        if self._overview is not None and self._seconds > AT_ONCE_SECONDS:
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._survey(revisions))
            return self._overview
        return await self._survey(revisions)

    async def close(self) -> None:
        """Let go of a count that is on its way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _survey(self, revisions: Mapping[UUID, int]) -> Overview:
        async with self._lock:
            if self._overview is not None and all(
                self._seen.get(source) == revision for source, revision in revisions.items()
            ):
                return self._overview
            begun = perf_counter()
            counts = await self._search.counts()
            phrases = await self._phrases() if self._overview is None else self._overview.phrases
            pages = await self._search.any_pages(SOME_PAGES)
            self._overview = await asyncio.to_thread(_overview, counts, phrases, pages, self._glossary)
            self._seen = {**self._seen, **revisions}
            self._seconds = perf_counter() - begun
            return self._overview

    async def _phrases(self) -> Phrases:
        entries = self._glossary.entries
        said = [(subject, phrase) for subject, entry in entries.items() for phrase in entry.phrases]
        name = f"{GLOSSARY}{self._glossary.fingerprint}"
        return Phrases(
            subjects=tuple(subject for subject, _ in said),
            vectors=await self._embedded(name, [phrase for _, phrase in said]),
            entries=await self._embedded(f"{name}-entries", [entry.whole for entry in entries.values()]),
        )

    async def _embedded(self, name: str, texts: Sequence[str]) -> "Vectors":
        """Vectors of texts that are kept under a name once they are made."""
        import numpy as np

        kept = (await self._vectors.get([name])).get(name)
        if kept is not None:
            return np.frombuffer(kept.vector, dtype=np.float32).reshape(len(texts), -1)
        vectors = await asyncio.to_thread(self._embedder.embed, texts)
        await self._vectors.add([StoredVector(name, vectors.tobytes(), b"")])
        return vectors


def _overview(counts: Counts, phrases: Phrases, pages: Sequence[bytes], glossary: Glossary) -> Overview:
    everyday = everyday_words(glossary)
    return Overview(
        pages=counts.pages,
        words=Weights(counts.words, counts.pages),
        plain_words=Weights(counts.plain_words, counts.pages),
        subjects=counts.subjects,
        spelling=Spelling(counts.vocabulary, everyday),
        everyday=everyday,
        phrases=phrases,
        usual=phrases.nearest(pages),
    )
