"""Asks questions with known answers, and keeps where the answers came."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from knowledge.embeddings import Embedder
from knowledge.evaluation.baselines import DenseAlone, WordsAlone
from knowledge.evaluation.questions import Question
from knowledge.library import Library
from knowledge.search.aided import Aids, aided
from knowledge.search.hit import Found

DEEPEST = 50  # an answer further down is not counted at all


@dataclass(frozen=True, slots=True)
class Help:
    """A model's help that is measured beside the search without.

    Args:
        aids: what it does.
        tokens: how many it has used by now.
    """

    aids: Aids
    tokens: Callable[[], int]


@dataclass(frozen=True, slots=True)
class Helped:
    """What a search with help gave.

    Args:
        pages: as in an outcome, and what was `refused`.
        seconds: how long it took, with the search itself.
        tokens: how many the model used.
        failed: whether help was wanted and did not come.
    """

    pages: tuple[frozenset[str], ...]
    refused: bool
    seconds: float
    tokens: int
    failed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question: the pages in the order that each way of searching gave.

    Args:
        pages: of the search, before anything was withheld; a text on several pages is all of these at once.
        refused: whether it was then said that nothing was found.
        right_section: whether the best passage is of a section that answers; None where the best page does
            not answer, or the answers name no section of it.
        seconds: how long the search took.
        helped: what each kind of help made of it.
    """

    question: Question
    pages: tuple[frozenset[str], ...]
    dense_alone: tuple[frozenset[str], ...]
    words_alone: tuple[frozenset[str], ...]
    refused: bool
    right_section: bool | None = None
    seconds: float = 0.0
    helped: Mapping[str, Helped] = field(default_factory=dict)


async def evaluate(
    library: Library,
    embedder: Embedder,
    questions: Sequence[Question],
    progress: Callable[[int], None] | None = None,
    helps: Mapping[str, Help] | None = None,
) -> list[Outcome]:
    """Ask all questions.

    Args:
        library: has read the pages that are asked about, and nothing else.
        embedder: of the library.
        questions: with their answers.
        progress: called with how many are done.
        helps: with which help of a model each is asked once more, by name.
    """
    passages = await library.passages()
    dense = await asyncio.to_thread(DenseAlone, passages, embedder)
    words = await asyncio.to_thread(WordsAlone, passages)
    # What is loaded at first use would count for the first question.
    await library.warm()
    outcomes = []
    for done, question in enumerate(questions, 1):
        begun = perf_counter()
        found = await library.search(question.question, DEEPEST, per_page=1)
        seconds = perf_counter() - begun
        outcomes.append(
            Outcome(
                question,
                _pages(found),
                _alone(await asyncio.to_thread(dense.ranked, question.question)),
                _alone(await asyncio.to_thread(words.ranked, question.question)),
                found.nothing,
                _right_section(question, found),
                seconds,
                {name: await _helped(library, question, one) for name, one in (helps or {}).items()},
            )
        )
        if progress is not None:
            progress(done)
    return outcomes


async def _helped(library: Library, question: Question, help_: Help) -> Helped:
    begun, before = perf_counter(), help_.tokens()
    found = await aided(help_.aids, partial(library.search, per_page=1), question.question, DEEPEST)
    seconds, tokens = perf_counter() - begun, help_.tokens() - before
    return Helped(_pages(found), found.nothing, seconds, tokens, bool(found.troubles))


def _pages(found: Found) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({hit.path, *hit.also_at}) for hit in found.hits or found.nearest)


def _alone(paths: Sequence[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({path}) for path in paths[:DEEPEST])


def _right_section(question: Question, found: Found) -> bool | None:
    best = next(iter(found.hits or found.nearest), None)
    anchors = {anchor for path, anchor in question.sections if best is not None and path == best.path}
    return best.anchor in anchors if best is not None and anchors else None
