"""A search that a model helps: the question in other words too, and the best passages in a better order.

Who has the model implements `Rewriter` and `Reranker`. Nothing depends on it: what does not come in time, or
makes no sense, leaves the search as it is without, and what was found says so.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.search.hit import Found, Hit

MOST_PHRASINGS = 3
LONGEST_PHRASING = 300  # characters
# So many passages a model puts in order: more are more to read and to wait for, and of the questions of
# evals/retrieval 95 of 100 have their page among these.
RERANKED = 10
NOT_REWRITTEN = "The question was searched in its own words only: {why}."
NOT_RERANKED = "The passages stand in the order of the search: {why}."
CONTRADICTORY = "the model says that they answer, and names none of them"

Search = Callable[[str, int], Awaitable[Found]]


class AidError(Exception):
    """A model did not help. The message is the end of a sentence: why."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a model says of numbered passages.

    Args:
        best: the numbers of those that help to answer, from 1 on, best first; others are ignored.
        answered: whether they answer the question at all.
    """

    best: tuple[int, ...]
    answered: bool


class Rewriter(Protocol):
    """Puts questions in other words."""

    async def phrasings(self, question: str) -> Sequence[str]:
        """What to search for beside the question.

        Raises:
            AidError: there is nothing.
        """


class Reranker(Protocol):
    """Reads passages and puts them in order."""

    async def order(self, question: str, passages: Sequence[Hit]) -> Order:
        """Which passages answer.

        Raises:
            AidError: it can't be said.
        """


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps a search."""

    rewriter: Rewriter | None = None
    reranker: Reranker | None = None


async def aided(aids: Aids, search: Search, question: str, k: int) -> Found:
    """Search with a model's help.

    Args:
        aids: which help there is.
        search: searches words for so many passages, without help.
        question: as it was asked.
        k: how many passages, at most.
    """
    wanted = max(k, RERANKED) if aids.reranker else k
    found = await _rewritten(aids.rewriter, search, question, wanted)
    if aids.reranker:
        found = await _reranked(aids.reranker, question, found)
    return replace(found, hits=found.hits[:k], nearest=found.nearest[:k])


async def _rewritten(rewriter: Rewriter | None, search: Search, question: str, k: int) -> Found:
    if rewriter is None:
        return await search(question, k)
    writing = asyncio.create_task(_phrasings(rewriter, question))
    try:
        plain = await search(question, k)
        phrasings, troubles = await writing
    finally:
        writing.cancel()
    if not phrasings:
        return replace(plain, troubles=troubles)
    others = await asyncio.gather(*(search(phrasing, k) for phrasing in phrasings))
    return joined(plain, others, k)


async def _phrasings(rewriter: Rewriter, question: str) -> tuple[list[str], tuple[str, ...]]:
    try:
        written = await rewriter.phrasings(question)
    except AidError as error:
        return [], (NOT_REWRITTEN.format(why=error),)
    different: dict[str, str] = {}
    for one in written:
        text = " ".join(one.split())[:LONGEST_PHRASING].strip()
        if text and text.casefold() != question.strip().casefold():
            different.setdefault(text.casefold(), text)
    return list(different.values())[:MOST_PHRASINGS], ()


def joined(plain: Found, others: Sequence[Found], k: int) -> Found:
    """One result of several searches for the same question: a page is as good as its places are together.

    The search of the question itself decides whether there is an answer, unless every other one finds one.
    1 / place was tried with up to three other questions of the same page in place of phrasings (152 of
    evals/retrieval; hit@1 without them 0.52): 0.72, and 0.63 and 0.45 where one and two of these were of
    other pages. The mean score gave 0.79, 0.53 and 0.34, the best score 0.72, 0.47 and 0.31: models err, so
    the steadiest is taken.
    """
    nothing = plain.nothing and any(found.nothing for found in others)
    lists = [_pages(plain.hits or plain.nearest), *(_pages(one.hits or one.nearest) for one in others)]
    points: dict[str, float] = {}
    passages: dict[str, tuple[int, tuple[Hit, ...]]] = {}
    for pages in lists:
        for place, (name, hits) in enumerate(pages.items(), 1):
            points[name] = points.get(name, 0.0) + 1 / place
            if name not in passages or place < passages[name][0]:
                passages[name] = place, hits
    order = sorted(points, key=lambda name: -points[name])
    hits = tuple(replace(hit, score=round(points[name], 4)) for name in order for hit in passages[name][1])
    return Found((), hits[:k]) if nothing else Found(hits[:k])


async def _reranked(reranker: Reranker, question: str, found: Found) -> Found:
    top = (found.hits or found.nearest)[:RERANKED]
    if not top:
        return found
    try:
        order = await reranker.order(question, top)
        best = [top[number - 1] for number in dict.fromkeys(order.best) if 0 < number <= len(top)]
        if order.answered and not best:
            raise AidError(CONTRADICTORY)
    except AidError as error:
        return replace(found, troubles=(*found.troubles, NOT_RERANKED.format(why=error)))
    rest = [hit for hit in (found.hits or found.nearest) if hit not in best]
    if not order.answered:
        return replace(found, hits=(), nearest=_once_each([*best, *rest]))
    # What the search would not have called an answer is one by the model's word alone: no more than it names.
    return replace(found, hits=_together(best if found.nothing else [*best, *rest]), nearest=())


def _pages(hits: Sequence[Hit]) -> dict[str, tuple[Hit, ...]]:
    """The passages by their page, in the order of the pages."""
    pages: dict[str, tuple[Hit, ...]] = {}
    for hit in hits:
        pages[_name(hit)] = (*pages.get(_name(hit), ()), hit)
    return pages


def _name(hit: Hit) -> str:
    """A page, wherever its text stands too: which of its places a search names may differ."""
    return f"{hit.source} {min(hit.path, *hit.also_at)}" if hit.also_at else f"{hit.source} {hit.path}"


def _together(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(hit for page in _pages(hits).values() for hit in page)


def _once_each(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    return tuple(page[0] for page in _pages(hits).values())
