"""Tells a question that the pages don't answer: "I found nothing" is better than an answer that stretches.

Scores alone do not tell: a question about Kafka is very like a page about another queue, and how like a page
is depends on how many there are and how near to each other. So a rule weighs what else the question and the
best pages say, by a logistic regression over 649 questions of four sets, 115 of them without an answer. The
threshold lets 98 of 100 English questions pass that have an answer. Fitted on three sets and tried on the
fourth, it is right for 86 of 100 without an answer, and refuses 4 with one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from knowledge.search.overview import Overview
from knowledge.search.question import Question, name_words
from knowledge.search.score import Judgement
from knowledge.words import searched

TOP = 3  # pages
# The best pages hold a name exactly: then it does not matter what else the question says.
HELD = 1.0
SHORTEST, LONGEST = 4, 10
OWN_WORDS = 0.3  # from this share on a question speaks the pages' own words
USUAL = 2.4  # a page counts as like the question so far as it is more than so much times what is usual
NOTHING_STANDS_OUT = 0.052


@dataclass(frozen=True, slots=True)
class Features:
    """What tells whether the pages answer.

    Args:
        unknown: names in the question that no page has, at most two.
        elsewhere: names that pages have, but not the best ones, at most two.
        missing: where the question has a name that the best pages have: how much of its other words' weight
            they do not have.
        trade: how much the question is of this trade.
        length: how many different words the question has, the less the more they are the pages': a short one
            likes many pages.
        plain: what the glossary adds to the best page's score.
        spoken: how far the question speaks the pages' own words, beyond 0.3.
        unused: words that no page has, at most five: those of a paraphrase.
        unused_share: of the question's words.
        exact: whether the best page holds an exact part.
        share: of the question's words that the best page has, up to 0.3.
        likeness: of the best page, beyond what is usual among these pages; `score` the same with all else.
        gap: how far the most like page is before the middle one of those considered.
    """

    unknown: int
    elsewhere: int
    missing: float
    trade: float
    length: float
    plain: float
    spoken: float
    unused: int
    unused_share: float
    exact: float
    share: float
    likeness: float
    score: float
    gap: float

    def row(self) -> tuple[float, ...]:
        """The features in their order, but for the gap, which tells in other languages only."""
        return tuple(getattr(self, name) for name in Features.__slots__ if name != "gap")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a question must reach to be answered."""

    weights: tuple[float, ...]
    threshold: float

    def refuses(self, features: Features, english: bool) -> bool:
        """Whether nothing is close enough.

        A small English model says little of what a question in another language is about: there a name that
        no page has tells, and that no page stands out.
        """
        if not english:
            return features.unknown > 0 or features.gap < NOTHING_STANDS_OUT
        reached = sum(weight * value for weight, value in zip(self.weights, features.row(), strict=True))
        return reached < self.threshold


RULE = Rule(
    weights=(-4.51, -5.72, -3.57, 9.58, 0.63, -7.16, 10.83, 0.77, -2.82, 1.39, -5.55, 5.35, 4.64),
    threshold=5.29,
)


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
        judgement: the pages, the best first; at least one.
        overview: counts of all pages.
    """
    asked = {stem for word in question.words for stem in stems.get(word, ())}
    pages, best = judgement.pages, judgement.pages[0]
    there = {stem for judged in pages[:TOP] for stem in judged.words}
    names = {
        name: {stem for word in searched(name).split() for stem in stems.get(word, ())}
        for name in question.names
    }
    unknown = {name for name in names if not _is_known(name, stems, overview)}
    elsewhere = {name for name in names.keys() - unknown if not names[name] & there}
    here = names.keys() - unknown - elsewhere
    rest = asked.difference(*(names[name] for name in here))
    likeness = [judged.likeness for judged in pages]
    unused = sum(stem not in overview.words.counts.pages for stem in asked)
    usual = USUAL * overview.usual
    return Features(
        unknown=min(len(unknown), 2),
        elsewhere=min(len(elsewhere), 2),
        missing=_missing(rest, there, overview) if here and question.english and best.exact < HELD else 0.0,
        trade=judgement.trade,
        length=min(max(len(asked), SHORTEST), LONGEST) * (1 - min(judgement.spoken, 1.0)),
        plain=best.plain,
        spoken=max(judgement.spoken - OWN_WORDS, 0.0),
        unused=min(unused, 5),
        unused_share=unused / max(len(asked), 1),
        exact=min(best.exact, 1.0),
        share=min(best.share, OWN_WORDS),
        likeness=best.likeness - usual,
        score=best.score - usual,
        gap=max(likeness) - median(likeness),
    )


def _is_known(name: str, stems: Mapping[str, Sequence[str]], overview: Overview) -> bool:
    known = overview.words.counts.pages
    return any(stem in known for word in name_words(name) for stem in stems.get(word, ()))


def _missing(rest: set[str], there: set[str], overview: Overview) -> float:
    weight = sum(overview.words.rarity(stem) for stem in rest)
    return 1 - sum(overview.words.rarity(stem) for stem in rest & there) / weight if weight else 0.0
