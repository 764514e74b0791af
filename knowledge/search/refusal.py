"""Tells a question that the pages don't answer: "I found nothing" is better than an answer that stretches.

A logistic rule over six features, fitted by `fit` below on questions with and without an answer. The scores
alone do not tell: a question about Kafka is very like a page about another queue.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.search.overview import Overview
from knowledge.search.question import Question, name_words
from knowledge.search.score import Judgement
from knowledge.words import searched

TOP = 3  # pages
# The best pages hold a name exactly: then it does not matter what else the question says.
HELD = 1.0
SHORTEST, LONGEST = 6, 9


@dataclass(frozen=True, slots=True)
class Features:
    """What tells whether the pages answer.

    Args:
        unknown: names in the question that no page has, at most two.
        elsewhere: names that pages have, but not the best ones, at most two.
        missing: where the question has a name that the best pages have: how much of its other words' weight
            they do not have.
        score: of the best page.
        trade: how much the question is of this trade.
        length: how many words the question has, between six and nine: a short one likes many pages.
    """

    unknown: int
    elsewhere: int
    missing: float
    score: float
    trade: float
    length: int

    def row(self) -> tuple[float, ...]:
        """The features in their order."""
        return (self.unknown, self.elsewhere, self.missing, self.score, self.trade, self.length)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a question must reach to be answered."""

    weights: tuple[float, ...]
    threshold: float

    def refuses(self, features: Features, english: bool) -> bool:
        """Whether nothing is close enough.

        A small English model says little of what a question in another language is about: there only a name
        that no page has tells.
        """
        if not english:
            return features.unknown > 0
        reached = sum(weight * value for weight, value in zip(self.weights, features.row(), strict=True))
        return reached < self.threshold


RULE = Rule(weights=(-3.372, -4.396, -3.169, 4.324, 7.243, 0.885), threshold=10.485)


def features(
    question: Question,
    stems: Mapping[str, Sequence[str]],
    judgement: Judgement,
    overview: Overview,
) -> Features:
    """Look at how well the best pages fit.

    Args:
        question: what was asked.
        stems: of all words of the question and its names.
        judgement: the pages, the best first.
        overview: counts of all pages.
    """
    asked = [stem for word in question.words for stem in stems.get(word, ())]
    best = judgement.pages[:TOP]
    there = {stem for judged in best for stem in judged.page.words}
    names = {
        name: {stem for word in searched(name).split() for stem in stems.get(word, ())}
        for name in question.names
    }
    unknown = {name for name in names if not _is_known(name, stems, overview)}
    elsewhere = {name for name in names.keys() - unknown if not names[name] & there}
    here = names.keys() - unknown - elsewhere
    rest = set(asked).difference(*(names[name] for name in here))
    held = best[0].exact if best else 0.0
    return Features(
        unknown=min(len(unknown), 2),
        elsewhere=min(len(elsewhere), 2),
        missing=_missing(rest, there, overview) if here and question.english and held < HELD else 0.0,
        score=best[0].score if best else 0.0,
        trade=judgement.trade,
        length=min(max(len(asked), SHORTEST), LONGEST),
    )


def _is_known(name: str, stems: Mapping[str, Sequence[str]], overview: Overview) -> bool:
    known = overview.words.counts.pages
    return any(stem in known for word in name_words(name) for stem in stems.get(word, ()))


def _missing(rest: set[str], there: set[str], overview: Overview) -> float:
    weight = sum(overview.words.rarity(stem) for stem in rest)
    return 1 - sum(overview.words.rarity(stem) for stem in rest & there) / weight if weight else 0.0
