"""Looks at a pull request and keeps what is found."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from storage.models import CodeFinding, FindingState
from storage.reviews import AnalyserResult, Kept, NewFinding, NewReview, Pull
from tools.analysis.assess import Assessment, assess
from tools.analysis.change import Change, SourceFile, shown
from tools.analysis.judging import MODEL
from tools.analysis.loading import listing, load_change, load_settings
from tools.analysis.review_time import ReviewClock
from tools.analysis.running import AnalyserRun
from tools.analysis.second_opinion import second_opinion
from tools.connections import Connections
from tools.findings import Dropped
from tools.redaction import redact, redact_data
from tools.repos.github import GitHubProvider
from tools.repos.github_reviews import GitHubReviews, PullState
from tools.reviews.recognising import Known, recognised
from tools.tool import ToolError

LONGEST_CODE = 300
# What a later review can say of whether it is gone.
WAITING = (FindingState.OPEN, FindingState.BEYOND, FindingState.PUBLISHED)
MOST_BEYOND = 500  # findings that are kept beyond those that a review may have; any more are counted


async def look(
    connections: Connections,
    repository: str,
    number: int,
    *,
    ask_id: UUID | None = None,
    channel: str | None = None,
    thread: str | None = None,
    seconds: float | None = None,
) -> Kept:
    """Review a pull request as it is now, and keep what is found.

    Args:
        connections: GitHub, and where it is kept.
        repository: Its name.
        number: The number of the pull request.
        ask_id: For which ask.
        channel: Where it is talked about.
        thread: In which thread.
        seconds: How long it may take; what the settings say, if left out.

    Raises:
        ToolError: it can't be read, or is not at GitHub. Once it was begun, that is kept, too.
    """
    clock = ReviewClock(seconds or connections.settings.review_timeout_seconds)
    reviews, name = at_github(connections, repository)
    async with listing(connections.tell):
        state = await reviews.state(name, number)
    try:
        change, assessment = await _assessed(connections, state, clock)
    except ToolError as error:
        told = {"error": redact(str(error))}
        new = NewReview(state.base_sha, state.head_sha, coverage=told, channel=channel, thread=thread)
        await connections.reviews.keep_failed(pull_of(state), new)
        raise
    return await keep(
        connections,
        state,
        change,
        assessment,
        summary=assessment.summary,
        ask_id=ask_id,
        channel=channel,
        thread=thread,
    )


async def _assessed(
    connections: Connections, state: PullState, clock: ReviewClock
) -> tuple[Change, Assessment]:
    provider, name = connections.github, state.repository
    dismissed, history, earlier = await asyncio.gather(
        connections.reviews.dismissals(name),
        connections.reviews.found_before(name),
        _earlier(connections, state),
    )
    waiting = [one for one in earlier if one.state in WAITING]
    change, settings = await asyncio.gather(
        load_change(
            provider, name, state.files, state.head_sha, base=state.base_sha, history=history,
            unlisted=state.unlisted, sought={one.path for one in waiting if one.elsewhere},
            tell=connections.tell,
        ),
        load_settings(provider, name, state.base_sha),
    )  # fmt: skip
    seconds = clock.for_analysers(change)
    change = replace(change, seconds=seconds)
    assessment = await assess(
        change,
        settings,
        seconds=seconds,
        workers=connections.workers,
        dismissals=dismissed,
        osv=connections.osv,
        releases=connections.releases,
        suggestions=True,
        taken={one.fingerprint for one in waiting if one.decided_by is not None},
        tell=connections.tell,
    )
    judge, tell = connections.judge, connections.tell
    return change, await second_opinion(assessment, change, judge, settings, dismissed, tell)


async def _earlier(connections: Connections, state: PullState) -> list[CodeFinding]:
    row = await connections.reviews.pull(state.repository, state.number)
    return [] if row is None else await connections.reviews.all_findings(row.id)


async def keep(
    connections: Connections,
    state: PullState,
    change: Change,
    assessment: Assessment,
    *,
    summary: str = "",
    ask_id: UUID | None = None,
    channel: str | None = None,
    thread: str | None = None,
) -> Kept:
    """Keep an assessment of a pull request.

    Args:
        connections: Where it is kept.
        state: The pull request as it was looked at.
        change: What was looked at.
        assessment: What was found.
        summary: What the change does, in a few sentences, where somebody can tell.
        ask_id: For which ask: a run that is repeated keeps nothing twice.
        channel: Where it is talked about.
        thread: In which thread.
    """
    earlier = await _earlier(connections, state)
    found = await asyncio.to_thread(_sorted_out, assessment, change, earlier)
    covered = _covered(state, assessment)
    review = NewReview(
        base_sha=state.base_sha,
        head_sha=state.head_sha,
        findings=found.findings,
        beyond=found.beyond,
        also_seen=found.also_seen,
        paths=_paths(state, covered),
        covered=covered,
        all_listed=state.all_listed,
        sight=(frozenset(change.context) | change.absent) - {one.path for one in state.files},
        results=tuple(_result(run, change) for run in assessment.runs),
        summary=redact(summary),
        coverage={
            "skipped": redact_data(dict(assessment.skipped)),
            "more": found.more,
            "dropped": [_dropped(one) for one in assessment.dropped],
            "steps": found.steps,
        },
        ask_id=ask_id,
        channel=channel,
        thread=thread,
    )
    return await connections.reviews.keep(pull_of(state), review)


def at_github(connections: Connections, repository: str) -> tuple[GitHubReviews, str]:
    """GitHub, and the repository's full name.

    Raises:
        ToolError: the repository is not known, or elsewhere.
    """
    provider, entry = connections.repository(repository)
    if not isinstance(provider, GitHubProvider):
        raise ToolError(f"{entry.name} is not at GitHub.", "I can review pull requests at GitHub only.")
    return GitHubReviews(provider), entry.name


def pull_of(state: PullState) -> Pull:
    """The pull request as it is kept."""
    return Pull(
        repository=state.repository,
        number=state.number,
        title=redact(state.title),
        author=state.author,
        state=state.state,
        base_ref=state.base_ref,
        base_sha=state.base_sha,
        head_sha=state.head_sha,
        draft=state.draft,
        opened_at=state.opened_at,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a review says, what it has no room for and how many that are, and what else is still there."""

    findings: tuple[NewFinding, ...]
    beyond: tuple[NewFinding, ...]
    more: int
    also_seen: frozenset[str]
    steps: dict[str, list[list[object]]]


def _sorted_out(assessment: Assessment, change: Change, earlier: Sequence[CodeFinding]) -> _Found:
    # What is dropped or doubted is not gone: its thread, where it has one from before, stays open.
    hidden = [*(one.finding for one in assessment.dropped), *assessment.doubted]
    said, more = len(assessment.findings), len(assessment.more)
    everything = [*assessment.findings, *assessment.more, *hidden]
    missing = {run.name for run in assessment.runs if run.problem or run.unread}
    result = recognised(everything, change, earlier, missing)
    seen = frozenset(one.fingerprint for one in result.known if one is not None)
    shown_ones, beyond = _placed(result.known[:said]), _placed(result.known[said : said + more])
    kept = [*shown_ones, *beyond[:MOST_BEYOND]]
    return _Found(
        tuple(_new_finding(one, change) for one in shown_ones),
        tuple(_new_finding(one, change) for one in beyond[:MOST_BEYOND]),
        len(beyond),
        seen | result.also | _standing([one for one in earlier if one.analyser == MODEL], change),
        {
            one.fingerprint: [[step.path, step.line] for step in one.finding.steps]
            for one in kept
            if len(one.finding.steps) > 1
        },
    )


def _placed(known: Iterable[Known | None]) -> list[Known]:
    return [one for one in known if one is not None and one.finding.path and one.finding.line is not None]


def _covered(state: PullState, assessment: Assessment) -> frozenset[str]:
    """The files that can't hide anything: those that were looked at, and those that got no line."""
    without = {one.path for one in state.files if not one.additions}
    return frozenset(assessment.covered) | {path for path in without if shown(path) not in assessment.skipped}


def _paths(state: PullState, covered: frozenset[str]) -> frozenset[str]:
    """The files of the pull request, also by the name that one had where nobody looked under the new one."""
    before = {one.previous for one in state.files if one.previous and one.path not in covered}
    return frozenset({one.path for one in state.files} | before)


def _result(run: AnalyserRun, change: Change) -> AnalyserResult:
    unread = frozenset(file.path for file in change.files if shown(file.path) in run.unread)
    problem = redact(run.problem) if run.problem else None
    return AnalyserResult(run.name, run.findings, run.seconds, problem, unread)


def _standing(findings: Sequence[CodeFinding], change: Change) -> frozenset[str]:
    """What a model found before, where the code that it had named still stands.

    It need not find the same again, and it may not be there to ask: only changed code says that it is gone.
    """
    named: dict[str, set[str]] = {}
    for file in change.files:
        lines = {_code(file, number) for number in range(1, len(file.lines) + 1)}
        named |= {path: lines for path in (file.path, file.previous_path) if path is not None}
    return frozenset(one.fingerprint for one in findings if one.code in named.get(one.path, ()))


def _code(file: SourceFile, line: int) -> str:
    return redact(file.line(line).strip())[:LONGEST_CODE]


def _dropped(dropped: Dropped) -> dict[str, Any]:
    finding = dropped.finding
    return {
        "path": finding.path,
        "line": finding.line,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "title": redact(finding.title),
        "reason": redact(dropped.reason),
    }


def _new_finding(known: Known, change: Change) -> NewFinding:
    finding = known.finding
    file, line = change.file(finding.path), finding.line or 0
    new = NewFinding(
        fingerprint=known.fingerprint,
        path=finding.path or "",
        line=line,
        end_line=max(finding.end_line or line, line),
        rule=finding.rule,
        severity=str(finding.severity),
        confidence=finding.confidence,
        title=redact(finding.title),
        why=redact(finding.why),
        cwe=finding.cwe,
        suggestion=redact(finding.suggestion) if finding.suggestion else None,
        patch=finding.patch.model_dump(mode="json") if finding.patch else None,
        analyser=finding.analyser,
        code=_code(file, line) if file else "",
        traces=[trace.dump() for trace in known.traces],
    )
    # A patch with a secret in it can neither be kept nor shown; cut out, it would not be the patch.
    return replace(new, patch=None) if redact_data(new.patch) != new.patch else new
