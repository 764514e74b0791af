"""Finds what answers a question: gathers the pages that could, judges them, and says if none does."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from knowledge.embeddings import Embedder
from knowledge.index import Index
from knowledge.search.folding import folded
from knowledge.search.hit import Found, hit
from knowledge.search.kept import KeptPages
from knowledge.search.overview import Overview, Surveyor
from knowledge.search.question import Question, name_words, read
from knowledge.search.refusal import RULE, Features, features
from knowledge.search.score import Held, Judged, Judgement, Standing, judge
from knowledge.words import parts, searched
from storage.knowledge import Filters, Look, PageSearch, Within

Here = TypeVar("Here")
There = TypeVar("There")

# So many come from each way of looking. Up to twice as many took longer and answered no more of three sets.
PASSAGES_BY_MEANING = 30
PAGES_BY_MEANING = 30
PAGES_BY_WORDS = 12
PAGES_BY_NAME = 50
PASSAGES_HOLDING = 200
# Pages are first looked up by the question's rarest words, until so many have one of them.
LOOKED_UP = 2500
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

    def __init__(self, pages: PageSearch, index: Index, embedder: Embedder, surveyor: Surveyor) -> None:
        self._pages = pages
        self._index = index
        self._embedder = embedder
        self._surveyor = surveyor
        self._kept = KeptPages()

    async def warm(self) -> None:
        """Have what can be kept in memory there before it is needed."""
        async with self._pages.looking() as look:
            await self._kept.fill(look)

    async def close(self) -> None:
        """Let go of what is on its way."""
        await self._surveyor.close()

    async def search(
        self, question: str, k: int, filters: Filters, sources: Mapping[UUID, int], per_page: int
    ) -> Found:
        """The best passages, best first, at most `per_page` of one page, which stand together.

        Args:
            question: as it was asked.
            k: how many passages, at most.
            filters: which pages.
            sources: where the asker may look, with their revisions.
            per_page: how many passages of one page, at most.
        """
        overview = await self._surveyor.overview(sources)
        async with self._pages.looking() as look:
            within = Within.of(filters, sources)
            searched = await self._consider(look, question, within, sources, overview)
            if searched.features is None:
                return Found()
            nothing = RULE.refuses(searched.features, searched.question.english)
            most = 1 if nothing else per_page
            chosen = _chosen(searched.judgement.pages[: 2 * k + 5], most)
            found = await look.found([passage for passage, _ in chosen])
        hits = folded([hit(found[passage], score) for passage, score in chosen if passage in found])
        return Found((), tuple(hits[:k])) if nothing else Found(tuple(hits[:k]))

    async def _consider(
        self, look: Look, asked: str, within: Within, sources: Mapping[UUID, int], overview: Overview
    ) -> Searched:
        """Judge the pages that could answer."""
        question = await asyncio.to_thread(read, asked, overview.spelling, overview.everyday)
        (standing, ids), (vector, digests) = await _beside(
            _looked_up(look, question, within, overview), self._nearest(question.text, within, sources)
        )
        ids.update(await look.having(digests, within))
        candidates = await self._kept.candidates(look, ids)
        judgement = await asyncio.to_thread(judge, question, standing, vector, candidates, overview)
        told = features(question, standing.stems, judgement, overview) if judgement.pages else None
        return Searched(question, judgement, told)

    async def _nearest(self, text: str, within: Within, sources: Mapping[UUID, int]) -> tuple[Any, list[str]]:
        """The question's vector, and the digests of what is nearest to it."""
        (vector,) = await asyncio.to_thread(self._embedder.embed, [text])
        more = WHERE_FILTERED if within.service or within.since else 1
        nearest = self._index.nearest
        # One after another they would take twice as long on two cores.
        passages, pages = await asyncio.gather(
            asyncio.to_thread(nearest, vector, more * PASSAGES_BY_MEANING, sources, "passages"),
            asyncio.to_thread(nearest, vector, more * PAGES_BY_MEANING, sources, "pages"),
        )
        return vector, [*passages, *pages]


async def _beside(here: Coroutine[Any, Any, Here], there: Coroutine[Any, Any, There]) -> tuple[Here, There]:
    """Do both at the same time, the second in a task; the first has the connection, so it is let finish."""
    task = asyncio.create_task(there)
    try:
        return await here, await task
    finally:
        task.cancel()


async def _looked_up(
    look: Look, question: Question, within: Within, overview: Overview
) -> tuple[Standing, set[UUID]]:
    """How the question stands in the pages, and which of them its words and names lead to."""
    words = set(question.words)
    for name in question.names:
        words.update(searched(name).split(), name_words(name))
    held = [one async for one in _held(look, question, within)]
    stems = await look.stems(sorted(words))
    asked = [stem for word in question.words for stem in stems.get(word, ())]
    ids = {
        *await look.by_stems("words", _rarest(asked, overview.words), within, PAGES_BY_WORDS),
        *await look.by_stems("plain_words", _rarest(asked, overview.plain_words), within, PAGES_BY_WORDS),
        *await look.called(sorted(question.called), within, PAGES_BY_NAME),
        # What so many hold brings none of them nearer.
        *(page for one in held if len(one.passages) < PASSAGES_HOLDING for page in one.pages),
    }
    return Standing(asked, stems, held), ids


async def _held(look: Look, question: Question, within: Within) -> AsyncIterator[Held]:
    """Where its exact parts stand."""
    for part in question.exact:
        said = parts(part)
        found = await look.holding(part, said, within, PASSAGES_HOLDING) if said else []
        if found:
            pages, passages = zip(*found, strict=True)
            yield Held(part, frozenset(pages), frozenset(passages))


def _chosen(judged: Sequence[Judged], per_page: int) -> list[tuple[UUID, float]]:
    return [
        (passage, one.score - (one.passages[0][1] - likeness))
        for one in judged
        for passage, likeness in one.passages[:per_page]
        if likeness >= one.passages[0][1] - NEARLY
    ]


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
