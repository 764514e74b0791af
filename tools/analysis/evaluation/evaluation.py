"""Reviews labelled pull requests, with all analysers and with each alone, and counts what was right."""

import asyncio
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from pydantic import BaseModel

from tools.analysis.analysers import ANALYSERS
from tools.analysis.assess import Assessment, concluded
from tools.analysis.change import Change, Unread
from tools.analysis.evaluation.pulls import LabelledPull
from tools.analysis.judging import MODEL, Judge
from tools.analysis.ranking import ranked
from tools.analysis.review_settings import ReviewSettings
from tools.analysis.second_opinion import second_opinion
from tools.analysis.verdicts import FLOW
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding

NEAR = 2  # lines between a comment and what it should stand at
SIDE_BY_SIDE = 2


class Figures(BaseModel):
    """How many comments were right (precision), how many problems were found (recall), and both (F1)."""

    precision: float
    recall: float
    f1: float
    comments: int
    comments_per_clean_pr: float


class ClassFigures(BaseModel):
    """How many pull requests have a problem of a kind, and in how many it was found."""

    n: int
    found: int


class Miss(BaseModel):
    """What a reviewer should have said and did not, or said and should not have."""

    pull: str
    path: str
    line: int
    what: str


class Report(Figures):
    """All figures of a run."""

    pulls: int
    clean: int
    problems: int
    by_class: dict[str, ClassFigures]
    by_analyser: dict[str, Figures]
    missed: list[Miss]
    wrong: list[Miss]
    with_model: "WithModel | None" = None


class WithModel(Figures):
    """The same with a model's second opinion.

    Args:
        dropped: Findings of analysers that it took away.
        own: Comments that only the model makes.
        tokens: That all calls together used.
        seconds: That a pull request took beyond the analysers, on average.
        troubles: Of how many pull requests it could not (fully) be asked, by why.
    """

    dropped: int
    own: int
    tokens: int
    seconds: float
    troubles: dict[str, int]
    missed: list[Miss]
    wrong: list[Miss]


@dataclass(slots=True)
class _Count:
    """Counts over all pull requests. A problem counts once, however many comments name it."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    problems: int = 0
    on_clean: int = 0
    clean: int = 0
    by_class: Counter[str] = field(default_factory=Counter)
    missed: list[Miss] = field(default_factory=list)
    mistakes: list[Miss] = field(default_factory=list)

    def figures(self) -> Figures:
        comments = self.right + self.wrong
        precision = self.right / comments if comments else 1.0
        recall = self.found / self.problems if self.problems else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return Figures(
            precision=round(precision, 3),
            recall=round(recall, 3),
            f1=round(f1, 3),
            comments=comments,
            comments_per_clean_pr=round(self.on_clean / self.clean, 3) if self.clean else 0.0,
        )


def evaluate(pulls: Sequence[LabelledPull]) -> Report:
    """Review every pull request as a repository without settings gets it. Takes seconds to a minute."""
    return _report(pulls, _look_at(pulls))


async def evaluate_with_model(
    pulls: Sequence[LabelledPull], judge: Judge, tokens: Callable[[], int]
) -> Report:
    """The same, and beside it what a model's second opinion makes of it.

    Args:
        pulls: What is reviewed.
        judge: Who has the model.
        tokens: How many it has used so far.
    """
    raw = await asyncio.to_thread(_look_at, pulls)
    report = await asyncio.to_thread(_report, pulls, raw)
    gate, before = asyncio.Semaphore(SIDE_BY_SIDE), tokens()

    async def opinion(pull: LabelledPull, found: _Raw) -> Assessment:
        change = pull.change()
        chosen, more = await asyncio.to_thread(_ranked, change, *found)
        async with gate:
            return await second_opinion(Assessment(findings=chosen, more=more), change, judge)

    opinions = await asyncio.gather(*(opinion(*one) for one in zip(pulls, raw, strict=True)))
    with_model = _with_model(pulls, opinions, tokens() - before)
    return report.model_copy(update={"with_model": with_model})


def _with_model(pulls: Sequence[LabelledPull], opinions: Sequence[Assessment], tokens: int) -> WithModel:
    count = _count(pulls, [opinion.findings for opinion in opinions])
    runs = [run for opinion in opinions for run in opinion.runs if run.name == MODEL]
    return WithModel(
        **count.figures().model_dump(),
        dropped=sum(len(opinion.dropped) for opinion in opinions),
        own=sum(finding.analyser == MODEL for opinion in opinions for finding in opinion.findings),
        tokens=tokens,
        seconds=round(sum(run.seconds for run in runs) / len(runs), 2) if runs else 0.0,
        troubles=dict(Counter(run.problem for run in runs if run.problem)),
        missed=count.missed,
        wrong=count.mistakes,
    )


def _look_at(pulls: Sequence[LabelledPull]) -> "list[_Raw]":
    # Spawned: a fork of a process with threads can hang.
    with ProcessPoolExecutor(SIDE_BY_SIDE, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(_looked_at, [pull.change() for pull in pulls], chunksize=4))


def _report(pulls: Sequence[LabelledPull], raw: "Sequence[_Raw]") -> Report:
    whole = _count(pulls, [_comments(pull.change(), *found) for pull, found in zip(pulls, raw, strict=True)])
    alone = {
        analyser.name: _count(pulls, _alone(analyser.name, pulls, raw)).figures() for analyser in ANALYSERS
    }
    kinds = Counter(expected.kind for pull in pulls for expected in pull.expected)
    return Report(
        **whole.figures().model_dump(),
        pulls=len(pulls),
        clean=whole.clean,
        problems=whole.problems,
        by_class={kind: ClassFigures(n=n, found=whole.by_class[kind]) for kind, n in sorted(kinds.items())},
        by_analyser=alone,
        missed=whole.missed,
        wrong=whole.mistakes,
    )


_Raw = tuple[dict[str, list[Finding]], list[Unread] | None]


def _looked_at(change: Change) -> _Raw:
    """What each analyser finds, and what the flow analysis could not look at."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    unread: list[Unread] = []
    for analyser in ANALYSERS:
        for item in analyser.analyse(change):
            if isinstance(item, Finding):
                found[analyser.name].append(item)
            elif analyser.name == FLOW:
                unread.append(item)
    return dict(found), unread


def _comments(
    change: Change, found: Mapping[str, list[Finding]], unread: list[Unread] | None
) -> list[Finding]:
    return _ranked(change, found, unread)[0]


def _ranked(
    change: Change, found: Mapping[str, list[Finding]], unread: list[Unread] | None
) -> tuple[list[Finding], list[Finding]]:
    settings = ReviewSettings()
    kept = concluded([item for items in found.values() for item in items], unread, change, settings)
    return ranked(kept, settings.most_comments, settings.most_per_file)


def _alone(name: str, pulls: Sequence[LabelledPull], raw: Iterable[_Raw]) -> list[list[Finding]]:
    return [
        _comments(pull.change(), {name: found.get(name, [])}, unread if name == FLOW else None)
        for pull, (found, unread) in zip(pulls, raw, strict=True)
    ]


def _count(pulls: Sequence[LabelledPull], comments: Sequence[Sequence[Finding]]) -> _Count:
    count = _Count()
    for pull, said in zip(pulls, comments, strict=True):
        _count_one(count, pull, said)
    return count


def _count_one(count: _Count, pull: LabelledPull, said: Sequence[Finding]) -> None:
    lines = [(expected, pull.line_of(expected)) for expected in pull.expected]
    count.problems += len(lines)
    count.clean += not lines
    for expected, line in lines:
        if any(_names(comment, expected.path, line, expected.cwe) for comment in said):
            count.found += 1
            count.by_class[expected.kind] += 1
        else:
            count.missed.append(Miss(pull=pull.id, path=expected.path, line=line, what=expected.kind))
    for comment in said:
        if any(_names(comment, expected.path, line, expected.cwe) for expected, line in lines):
            count.right += 1
        elif comment.rule not in pull.also_right:
            count.wrong += 1
            count.on_clean += not lines
            count.mistakes.append(
                Miss(pull=pull.id, path=comment.path or "", line=comment.line or 0, what=comment.rule)
            )


def _names(comment: Finding, path: str, line: int, cwe: str | None) -> bool:
    """Whether a comment stands at a problem, and speaks of the same weakness where it is one."""
    if comment.path != path or comment.line is None:
        return False
    near = comment.line - NEAR <= line <= (comment.end_line or comment.line) + NEAR
    return near and (cwe is None or kind_of(comment.cwe) == kind_of(cwe))
