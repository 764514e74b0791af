"""Finds passages: by meaning first; what is called by its name (an alert, a path) by its name."""

import asyncio
from collections import Counter
from typing import Any

from knowledge.embeddings import Embedder
from knowledge.index import Index
from knowledge.names import called, names_of
from knowledge.search.hit import Found, Hit, hit
from storage.knowledge import Filters, FoundPassage, PassageSearch, VectorStore

# How much a match by name adds to the cosine, which lies between about 0.1 and 0.8 here. Chosen so that a
# page with the very name wins, and a mention in the text only decides between passages of like meaning.
SAME_NAME = 1.0
LATER = 0.03
IN_HEADING = 0.4
IN_TEXT = 0.15
BY_NAME = 100


class Finder:
    """Searches what has been read."""

    def __init__(
        self, passages: PassageSearch, vectors: VectorStore, index: Index, embedder: Embedder
    ) -> None:
        self._passages = passages
        self._vectors = vectors
        self._index = index
        self._embedder = embedder

    async def search(self, question: str, k: int, filters: Filters, per_page: int) -> Found:
        """The best passages, best first, at most `per_page` of one page."""
        (vector,) = await asyncio.to_thread(self._embedder.embed, [question])
        likeness, found = await self._candidates(question, vector, max(4 * k, 20), filters)
        names, words = [name.lower() for name in names_of(question)], set(called(question))
        scored = sorted(
            (
                (likeness.get(passage.digest, 0.0) + _bonus(passage, names, words), passage)
                for passage in found
            ),
            key=lambda pair: (-pair[0], pair[1].path, pair[1].number),
        )
        hits, taken = list[Hit](), Counter[Any]()
        for score, passage in scored:
            taken[passage.page_id] += 1
            if taken[passage.page_id] <= per_page:
                hits.append(hit(passage, score))
        return Found(tuple(hits[:k]))

    async def _candidates(
        self, question: str, vector: Any, count: int, filters: Filters
    ) -> tuple[dict[str, float], list[FoundPassage]]:
        sources = await self._passages.sources(filters)
        likeness = await asyncio.to_thread(self._index.nearest, vector, count, sources, "passages")
        found = await self._passages.by_digest(likeness, filters)
        names = [*called(question), *(name.lower() for name in names_of(question))]
        found += await self._passages.by_name(names, filters, BY_NAME)
        likeness |= await self._likeness(vector, {one.digest for one in found} - likeness.keys())
        return likeness, list({one.id: one for one in found}.values())

    async def _likeness(self, vector: Any, digests: set[str]) -> dict[str, float]:
        import numpy as np

        kept = await self._vectors.get(digests)
        return {
            digest: float(vector @ np.frombuffer(other.vector, dtype=np.float32))
            for digest, other in kept.items()
        }


def _bonus(passage: FoundPassage, names: list[str], words: set[str]) -> float:
    if words & set(passage.page_names):
        # Asked for by name, a page is read from its beginning, unless a later part fits clearly better.
        return SAME_NAME - LATER * passage.number
    headings = f"{passage.context} {passage.path}".lower()
    if any(name in headings for name in names):
        return IN_HEADING
    return IN_TEXT if any(name in passage.text.lower() for name in names) else 0.0
