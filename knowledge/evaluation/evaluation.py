"""Asks questions with known answers, and keeps where the answers came."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.embeddings import Embedder
from knowledge.evaluation.baselines import DenseAlone, WordsAlone
from knowledge.evaluation.questions import Question
from knowledge.library import Library
from knowledge.search.hit import Found

DEEPEST = 50  # an answer further down is not counted at all


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question: the pages in the order that each way of searching gave.

    Args:
        pages: of the search, before anything was withheld; a text on several pages is all of these at once.
        refused: whether it was then said that nothing was found.
        right_section: whether the best passage is of a section that answers; None where the best page does
            not answer, or the answers name no section of it.
    """

    question: Question
    pages: tuple[frozenset[str], ...]
    dense_alone: tuple[frozenset[str], ...]
    words_alone: tuple[frozenset[str], ...]
    refused: bool
    right_section: bool | None = None


async def evaluate(
    library: Library,
    embedder: Embedder,
    questions: Sequence[Question],
    progress: Callable[[int], None] | None = None,
) -> list[Outcome]:
    """Ask all questions.

    Args:
        library: has read the pages that are asked about, and nothing else.
        embedder: of the library.
        questions: with their answers.
        progress: called with how many are done.
    """
    passages = await library.passages()
    dense = await asyncio.to_thread(DenseAlone, passages, embedder)
    words = await asyncio.to_thread(WordsAlone, passages)
    outcomes = []
    for done, question in enumerate(questions, 1):
        found = await library.search(question.question, DEEPEST, per_page=1)
        outcomes.append(
            Outcome(
                question,
                tuple(frozenset({hit.path, *hit.also_at}) for hit in found.hits or found.nearest),
                _alone(await asyncio.to_thread(dense.ranked, question.question)),
                _alone(await asyncio.to_thread(words.ranked, question.question)),
                found.nothing,
                _right_section(question, found),
            )
        )
        if progress is not None:
            progress(done)
    return outcomes


def _alone(paths: Sequence[str]) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({path}) for path in paths[:DEEPEST])


def _right_section(question: Question, found: Found) -> bool | None:
    best = next(iter(found.hits or found.nearest), None)
    anchors = {anchor for path, anchor in question.sections if best is not None and path == best.path}
    return best.anchor in anchors if best is not None and anchors else None
