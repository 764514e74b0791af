"""Sums up how questions were answered, by their kind."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from knowledge.evaluation.evaluation import Outcome
from knowledge.evaluation.questions import Question

Pages = Sequence[frozenset[str]]


class Figures(BaseModel):
    """How well the questions of a kind were answered.

    Args:
        hit_1: the share whose best page answers; `hit_5`: one of the five best.
        mrr: the mean of 1 / the place of the first page that answers.
        ndcg_10: how near the ten best pages are to the best order, which is 1.
        refused: the share for which it was said that nothing was found: right for questions without an
            answer, which have no other figures. The other figures count the order before that.
    """

    model_config = ConfigDict(populate_by_name=True)

    n: int
    hit_1: float | None = Field(default=None, alias="hit@1")
    hit_5: float | None = Field(default=None, alias="hit@5")
    mrr: float | None = None
    ndcg_10: float | None = Field(default=None, alias="ndcg@10")
    refused: float | None = None


class Sections(BaseModel):
    """Of the questions whose answers name a section of the best page: how often the passage is of that."""

    n: int
    right: float


class Report(BaseModel):
    """The search beside likeness alone and words alone, by kind of question; `answerable` is of all kinds."""

    kinds: dict[str, Figures]
    dense_alone: dict[str, Figures]
    words_alone: dict[str, Figures]
    answerable: Figures
    sections: Sections | None = None


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up."""
    return Report(
        kinds=_by_kind(outcomes, _ours, refusals=True),
        dense_alone=_by_kind(outcomes, lambda outcome: outcome.dense_alone),
        words_alone=_by_kind(outcomes, lambda outcome: outcome.words_alone),
        answerable=_figures([one for one in outcomes if one.question.answers], _ours, refusals=True),
        sections=_sections(outcomes),
    )


def _by_kind(
    outcomes: Sequence[Outcome], pages: Callable[[Outcome], Pages], *, refusals: bool = False
) -> dict[str, Figures]:
    kinds: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if refusals or outcome.question.answers:
            kinds[outcome.question.kind].append(outcome)
    return {kind: _figures(some, pages, refusals) for kind, some in kinds.items()}


def _figures(outcomes: Sequence[Outcome], pages: Callable[[Outcome], Pages], refusals: bool) -> Figures:
    refused = _mean([outcome.refused for outcome in outcomes]) if refusals else None
    if not any(outcome.question.answers for outcome in outcomes):
        return Figures(n=len(outcomes), refused=refused)
    places = [_places(outcome.question, pages(outcome)) for outcome in outcomes]
    gains = [_gain(own, len(outcome.question.pages)) for own, outcome in zip(places, outcomes, strict=True)]
    return Figures(
        n=len(outcomes),
        hit_1=_mean([own[:1] == [1] for own in places]),
        hit_5=_mean([bool(own) and own[0] <= 5 for own in places]),
        mrr=_mean([1 / own[0] if own else 0.0 for own in places]),
        ndcg_10=_mean(gains),
        refused=refused,
    )


def _places(question: Question, pages: Pages) -> list[int]:
    """Where pages came that answer, from 1 on."""
    return [place for place, same in enumerate(pages, 1) if same & question.pages]


def _gain(places: Sequence[int], answers: int) -> float:
    best = sum(1 / math.log2(place + 1) for place in range(1, min(answers, 10) + 1))
    return sum(1 / math.log2(place + 1) for place in places if place <= 10) / best


def _ours(outcome: Outcome) -> Pages:
    return outcome.pages


def _sections(outcomes: Sequence[Outcome]) -> Sections | None:
    right = [outcome.right_section for outcome in outcomes if outcome.right_section is not None]
    return Sections(n=len(right), right=_mean(right)) if right else None


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
