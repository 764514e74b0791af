"""Sums up how questions were answered, by their kind."""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import quantiles

from pydantic import BaseModel, ConfigDict, Field

from knowledge.evaluation.evaluation import Helped, Outcome
from knowledge.evaluation.questions import Question

Pages = Sequence[frozenset[str]]
Refused = Callable[[Outcome], bool]

# What a search with a model's help is called.
REWRITTEN, RERANKED = "rewritten", "reranked"


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


class Took(BaseModel):
    """What a question took: the middle and the slowest 5 of 100 in milliseconds, and tokens in the mean.

    Args:
        failed: the share for which a model's help was wanted and did not come.
    """

    ms_p50: float
    ms_p95: float
    tokens: float = 0.0
    failed: float = 0.0


class Report(BaseModel):
    """The search beside likeness alone and words alone, by kind of question; `answerable` is of all kinds.

    Args:
        rewritten: the search with the question in other words, too; `reranked`: with its best passages put in
            order. Both are by a model, and None where none was asked.
        took: what a question took `plain`, `rewritten` and `reranked`.
    """

    kinds: dict[str, Figures]
    dense_alone: dict[str, Figures]
    words_alone: dict[str, Figures]
    answerable: Figures
    sections: Sections | None = None
    rewritten: dict[str, Figures] | None = None
    reranked: dict[str, Figures] | None = None
    took: dict[str, Took] | None = None


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up."""
    return Report(
        kinds=_by_kind(outcomes, _ours, _refused),
        dense_alone=_by_kind(outcomes, lambda outcome: outcome.dense_alone),
        words_alone=_by_kind(outcomes, lambda outcome: outcome.words_alone),
        answerable=_figures([one for one in outcomes if one.question.answers], _ours, _refused),
        sections=_sections(outcomes),
        rewritten=_with(REWRITTEN, outcomes),
        reranked=_with(RERANKED, outcomes),
        took=_took(outcomes),
    )


def _with(name: str, outcomes: Sequence[Outcome]) -> dict[str, Figures] | None:
    """The figures with a model's help, where it was measured."""
    if not all(name in one.helped for one in outcomes):
        return None
    return _by_kind(outcomes, lambda one: one.helped[name].pages, lambda one: one.helped[name].refused)


def _took(outcomes: Sequence[Outcome]) -> dict[str, Took] | None:
    helped: defaultdict[str, list[Helped]] = defaultdict(list)
    for one in outcomes:
        for name, found in one.helped.items():
            helped[name].append(found)
    if not helped:
        return None
    took = {"plain": Took(**_times([one.seconds for one in outcomes]))}
    for name, some in helped.items():
        took[name] = Took(
            **_times([one.seconds for one in some]),
            tokens=_mean([one.tokens for one in some]),
            failed=_mean([one.failed for one in some]),
        )
    return took


def _times(seconds: Sequence[float]) -> dict[str, float]:
    inner = quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [*seconds] * 19
    return {"ms_p50": round(1000 * inner[9], 1), "ms_p95": round(1000 * inner[18], 1)}


def _by_kind(
    outcomes: Sequence[Outcome], pages: Callable[[Outcome], Pages], refused: Refused | None = None
) -> dict[str, Figures]:
    kinds: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if refused or outcome.question.answers:
            kinds[outcome.question.kind].append(outcome)
    return {kind: _figures(some, pages, refused) for kind, some in kinds.items()}


def _figures(
    outcomes: Sequence[Outcome], pages: Callable[[Outcome], Pages], refused: Refused | None = None
) -> Figures:
    share = _mean([refused(outcome) for outcome in outcomes]) if refused else None
    if not any(outcome.question.answers for outcome in outcomes):
        return Figures(n=len(outcomes), refused=share)
    places = [_places(outcome.question, pages(outcome)) for outcome in outcomes]
    gains = [_gain(own, len(outcome.question.pages)) for own, outcome in zip(places, outcomes, strict=True)]
    return Figures(
        n=len(outcomes),
        hit_1=_mean([own[:1] == [1] for own in places]),
        hit_5=_mean([bool(own) and own[0] <= 5 for own in places]),
        mrr=_mean([1 / own[0] if own else 0.0 for own in places]),
        ndcg_10=_mean(gains),
        refused=share,
    )


def _places(question: Question, pages: Pages) -> list[int]:
    """Where pages came that answer, from 1 on."""
    return [place for place, same in enumerate(pages, 1) if same & question.pages]


def _gain(places: Sequence[int], answers: int) -> float:
    best = sum(1 / math.log2(place + 1) for place in range(1, min(answers, 10) + 1))
    return sum(1 / math.log2(place + 1) for place in places if place <= 10) / best


def _ours(outcome: Outcome) -> Pages:
    return outcome.pages


def _refused(outcome: Outcome) -> bool:
    return outcome.refused


def _sections(outcomes: Sequence[Outcome]) -> Sections | None:
    right = [outcome.right_section for outcome in outcomes if outcome.right_section is not None]
    return Sections(n=len(right), right=_mean(right)) if right else None


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0
