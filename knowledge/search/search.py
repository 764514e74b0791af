"""Finds what answers a question: gathers the pages that could, judges them, and says if none does."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from knowledge.embeddings import Embedder
from knowledge.index import Index
from knowledge.search.folding import folded
from knowledge.search.hit import Found, Hit, hit
from knowledge.search.overview import Overview, Surveyor
from knowledge.search.question import Question, name_words, read
from knowledge.search.refusal import RULE, Features, features
from knowledge.search.score import Held, Judged, Judgement, judge
from knowledge.words import parts, searched
from storage.knowledge import Filters, PageSearch, PassageSearch
from storage.knowledge.considered import Field

# So many come from each way of looking; at 100,000 passages more took longer and found no more.
PASSAGES_BY_MEANING = 40
PAGES_BY_MEANING = 60
PAGES_BY_WORDS = 20
PAGES_BY_NAME = 50
PASSAGES_HOLDING = 200
# Pages are first looked up by the question's rarest words, until so many have one of them.
LOOKED_UP = 4000
# Vectors know nothing of dates and services: where these are asked for, more are taken.
WHERE_FILTERED = 5
# A second passage of a page is given where it is nearly as like the question as the first.
NEARLY = 0.08


@dataclass(frozen=True, slots=True)
class Searched:
    """A search before anything is left out: the pages in order, and what tells whether they answer.

    There are no features where there are no pages.
    """

    question: Question
    judgement: Judgement
    features: Features | None


class Finder:
    """Searches what has been read."""

    def __init__(
        self,
        passages: PassageSearch,
        pages: PageSearch,
        index: Index,
        embedder: Embedder,
        surveyor: Surveyor,
    ) -> None:
        self._passages = passages
        self._pages = pages
        self._index = index
        self._embedder = embedder
        self._surveyor = surveyor

    async def close(self) -> None:
        """Let go of what is on its way."""
        await self._surveyor.close()

    async def search(self, question: str, k: int, filters: Filters, per_page: int) -> Found:
        """The best passages, best first, at most `per_page` of one page, which stand together."""
        searched = await self.consider(question, filters)
        if searched.features is None:
            return Found()
        nothing = RULE.refuses(searched.features, searched.question.english)
        most = 1 if nothing else per_page
        hits = tuple((await self._hits(searched.judgement.pages[: 2 * k + 5], most))[:k])
        return Found((), hits) if nothing else Found(hits)

    async def consider(self, asked: str, filters: Filters) -> Searched:
        """Judge the pages that could answer."""
        sources = await self._passages.sources(filters)
        overview = await self._surveyor.overview(sources)
        question = await asyncio.to_thread(read, asked, overview.spelling, overview.everyday)
        (vector,) = await asyncio.to_thread(self._embedder.embed, [question.text])
        stems = await self._stems(question)
        asked_for = [stem for word in question.words for stem in stems.get(word, ())]
        held = await self._held(question, filters)
        ids = await self._gathered(question, asked_for, vector, sources, filters, overview)
        ids |= {page for one in held for page in one.pages}
        every = sorted({stem for found in stems.values() for stem in found})
        pages, passages = await self._pages.pages(ids, every), await self._pages.passages(ids)
        judgement = await asyncio.to_thread(
            judge, question, asked_for, vector, pages, passages, held, overview
        )
        told = features(question, stems, judgement, overview) if judgement.pages else None
        return Searched(question, judgement, told)

    async def _stems(self, question: Question) -> Mapping[str, Sequence[str]]:
        words = set(question.words)
        for name in question.names:
            words.update(searched(name).split(), name_words(name))
        return await self._pages.stems(sorted(words))

    async def _held(self, question: Question, filters: Filters) -> list[Held]:
        held = []
        for part in question.exact:
            words = parts(part)
            found = await self._pages.holding(part, words, filters, PASSAGES_HOLDING) if words else []
            if found:
                pages, passages = zip(*found, strict=True)
                held.append(Held(part, frozenset(pages), frozenset(passages)))
        return held

    async def _gathered(
        self,
        question: Question,
        stems: Sequence[str],
        vector: Any,
        sources: Mapping[UUID, int],
        filters: Filters,
        overview: Overview,
    ) -> set[UUID]:
        more = WHERE_FILTERED if filters.service or filters.since else 1
        nearest = self._index.nearest
        # One after another they would take twice as long on two cores.
        passages, pages, *others = await asyncio.gather(
            asyncio.to_thread(nearest, vector, more * PASSAGES_BY_MEANING, sources, "passages"),
            asyncio.to_thread(nearest, vector, more * PAGES_BY_MEANING, sources, "pages"),
            self._by_words("words", _rarest(stems, overview.words), filters),
            self._by_words("plain_words", _rarest(stems, overview.plain_words), filters),
            self._pages.called(sorted(question.called), filters, PAGES_BY_NAME),
        )
        return (await self._pages.by_digest([*passages, *pages], filters)).union(*others)

    async def _by_words(self, field: Field, rarest: Mapping[str, float], filters: Filters) -> list[UUID]:
        return await self._pages.by_stems(field, rarest, filters, PAGES_BY_WORDS)

    async def _hits(self, judged: Sequence[Judged], per_page: int) -> list[Hit]:
        chosen = [
            (passage, one.score - (one.passages[0][1] - likeness))
            for one in judged
            for passage, likeness in one.passages[:per_page]
            if likeness >= one.passages[0][1] - NEARLY
        ]
        found = await self._passages.by_id([passage for passage, _ in chosen])
        return folded([hit(found[passage], score) for passage, score in chosen if passage in found])


def _rarest(stems: Sequence[str], weights: Any) -> dict[str, float]:
    """The question's words that fewest pages have, with their weights."""
    having = {stem: weights.counts.pages.get(stem, 0) for stem in stems}
    chosen: dict[str, float] = {}
    left = LOOKED_UP
    for stem in sorted(having, key=lambda one: having[one]):
        if 0 < having[stem] <= left:
            chosen[stem] = weights.rarity(stem)
            left -= having[stem]
    return chosen
