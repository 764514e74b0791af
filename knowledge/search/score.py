"""Judges the pages that could answer: by meaning, words, subjects, time, and what they hold exactly.

    likeness = (2 · best passage under its titles + 2 · best passage's text + 0.5 · whole page
                + 0.3 · its meaning) / 4.8
    score = likeness + 0.8 · w · word share + g · (0.8 · plain word share + 0.6 · subjects) + 0.3 · exact
            ± 0.1 · time − 0.015 · log(passages)

Likeness is that to the question as the glossary understands it (`subjects.py`). Time is for reports of what
happened once, such as postmortems, where that is asked for ("why did it fail?"), and against them where it is
not. Of many passages one is always a little like anything. λ is the best word share of any page,
w = clip(3λ − 0.3, 0, 1) and g = clip(1.2 − 2λ, 0, 1): a question
that speaks the pages' own words is judged by these, and one that does not by the glossary's plain words.
The constants were chosen on four sets of questions: over 117 published runbooks, 90 other pages, a
company's handbook and our own docs. Near these values hit@5 changes by two questions in a hundred at most; a
whole page at the weight of a passage costs the docs, whose pages are long, fifteen.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from knowledge.describing import distinct_names
from knowledge.search.kept import Candidate
from knowledge.search.overview import Overview
from knowledge.search.question import Question
from knowledge.search.subjects import told
from storage.knowledge import ConsideredPage, ConsideredPassages, counted

CONTEXT, TEXT, PAGE, MEANING = 2.0, 2.0, 0.5, 0.3
WORDS = 0.8
PLAIN_WORDS = 0.8
SUBJECTS = 0.6
EXACT = 0.3
TIME = 0.1  # from 0.08 to 0.2 all is the same
LONG = 0.015  # from 0.01 to 0.03 more questions find their page than with 0, on each of the sets or as many
CALLED = 2.0  # what a page counts, in exact parts, that is called as in the question
PER_SPREAD = 0.05  # of a subject's likeness
LATER_SUBJECTS = 0.3
HOLDS = 1.0  # what a passage is worth, beside its likeness, that holds an exact part
ID_BYTES = 16
REPORT = re.compile(
    r"post-?mortem|incident[-_ ]?(?:report|review)|retrospective|(?:^|/)inc-?\d", re.IGNORECASE
)
REPORTS = frozenset({"postmortem", "incident"})


@dataclass(frozen=True, slots=True)
class Held:
    """An exact part of the question, and where it stands."""

    part: str
    pages: frozenset[UUID]
    passages: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands in the pages.

    Args:
        asked: the stems of its words, with repeats.
        stems: of all its words and names.
        held: its exact parts that pages hold.
    """

    asked: Sequence[str]
    stems: Mapping[str, Sequence[str]]
    held: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Judged:
    """A page with its score and what that is made of.

    Args:
        words: the question's words that it has, and how often.
        share: of the question's words that it has, by weight.
        plain: what the glossary's words and subjects add to its score.
        passages: from the best on, each with its likeness.
    """

    page: ConsideredPage
    words: Mapping[str, int]
    score: float
    likeness: float
    share: float
    plain: float
    exact: float
    passages: tuple[tuple[UUID, float], ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The pages from the best on, and what is said of the question by comparing it with all of them.

    Args:
        trade: how much the question is of this trade, a cosine.
        spoken: how far it speaks the words of the pages: the best word share of any.
    """

    pages: tuple[Judged, ...]
    trade: float
    spoken: float


def judge(
    question: Question, standing: Standing, vector: Any, candidates: Sequence[Candidate], overview: Overview
) -> Judgement:
    """Put pages in order. Blocking: call it in a thread."""
    about = told(overview.phrases, vector)
    meant_vector = about.vector if question.english else vector
    pages = [candidate.page for candidate in candidates]
    every = sorted({stem for stems in standing.stems.values() for stem in stems})
    words = counted([page.words for page in pages], every)
    plain_words = counted([page.plain_words for page in pages], every)
    shares = [
        overview.words.share(standing.asked, held, page.length)
        for page, held in zip(pages, words, strict=True)
    ]
    spoken = max(shares, default=0.0)
    own = _within(3 * spoken - 0.3) if question.english else 1.0
    plain = _within(1.2 - 2 * spoken) if question.english else 0.0
    like_page, like_meaning = _likeness(pages, meant_vector)
    every_grains = _grains([candidate.passages for candidate in candidates], meant_vector, standing.held)
    judged = []
    for place, (page, grains) in enumerate(zip(pages, every_grains, strict=True)):
        exact = _exact(page, question, standing.held, overview)
        likeness = (
            CONTEXT * grains.context
            + TEXT * grains.text
            + PAGE * like_page[place]
            + MEANING * like_meaning[place]
        ) / (CONTEXT + TEXT + PAGE + MEANING)
        meant = overview.plain_words.share(standing.asked, plain_words[place], page.plain_length)
        added = plain * (PLAIN_WORDS * meant + SUBJECTS * _subjects(page, about.subjects, overview))
        score = likeness + WORDS * own * shares[place] + added + EXACT * exact
        score += _time(page, question) - LONG * math.log(len(grains.best))
        judged.append(Judged(page, words[place], score, likeness, shares[place], added, exact, grains.best))
    judged.sort(key=lambda one: (-one.score, one.page.path, one.page.id))
    return Judgement(tuple(judged), about.trade, spoken)


@dataclass(frozen=True, slots=True)
class _Grains:
    """A page's best likenesses, and its passages from the best on."""

    context: float
    text: float
    best: tuple[tuple[UUID, float], ...]


def _grains(passages: Sequence[ConsideredPassages], vector: Any, held: Sequence[Held]) -> Iterator[_Grains]:
    likeness = _compared(b"".join(page.grains for page in passages), vector).reshape(-1, 2).tolist()
    holding = frozenset[UUID]().union(*(one.passages for one in held))
    first = 0
    for page in passages:
        ids = [UUID(bytes=page.ids[at : at + ID_BYTES]) for at in range(0, len(page.ids), ID_BYTES)]
        rows = likeness[first : first + len(ids)]
        first += len(ids)
        ranked = [
            (passage, (context + text) / 2 + HOLDS * (passage in holding))
            for passage, (context, text) in zip(ids, rows, strict=True)
        ]
        yield _Grains(
            context=max(row[0] for row in rows),
            text=max(row[1] for row in rows),
            # Of equals the first on the page.
            best=tuple(sorted(ranked, key=lambda one: -one[1])),
        )


def _likeness(pages: Sequence[ConsideredPage], vector: Any) -> tuple[list[float], list[float]]:
    whole = _compared(b"".join(page.vector for page in pages), vector)
    meant = _compared(b"".join(page.meaning for page in pages), vector)
    return whole.tolist(), meant.tolist()


def _compared(grains: bytes, vector: Any) -> Any:
    """The cosines of int8 vectors with a vector."""
    import numpy as np

    rows = np.frombuffer(grains, dtype=np.int8).reshape(-1, len(vector)).astype(np.float32)
    # Not `@`: for so little its threads would wait for each other longer than they count.
    return np.einsum("ij,j->i", rows, vector) / np.maximum(np.linalg.norm(rows, axis=1), 1e-9)


def _exact(page: ConsideredPage, question: Question, held: Sequence[Held], overview: Overview) -> float:
    rarest = overview.words.rarity_of(1)
    worth = sum(overview.words.rarity_of(len(one.pages)) / rarest for one in held if page.id in one.pages)
    own = [page.title, PurePosixPath(page.path).stem]
    own += [str(page.details[name]) for name in ("alert", "id") if name in page.details]
    return worth + (CALLED if distinct_names(own) & question.called else 0.0)


def _subjects(page: ConsideredPage, likeness: Mapping[str, float], overview: Overview) -> float:
    found = sorted(
        (likeness.get(subject, 0.0) * overview.weight_of(subject) for subject in page.subjects), reverse=True
    )[:3]
    return PER_SPREAD * (found[0] + LATER_SUBJECTS * sum(found[1:])) if found else 0.0


def _time(page: ConsideredPage, question: Question) -> float:
    if not question.english or not _is_report(page):
        return 0.0
    return TIME if question.looks_back else -TIME


def _is_report(page: ConsideredPage) -> bool:
    """Whether it tells what happened once, by its front matter, its path or its title."""
    kind = str(page.details.get("kind", "")).lower()
    return kind in REPORTS or REPORT.search(f"{page.path}\n{page.title}") is not None


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))
