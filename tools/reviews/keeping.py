"""Looks at a pull request and keeps what is found."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from storage.models import CodeFinding
from storage.reviews import AnalyserResult, Kept, NewFinding, NewReview, Pull
from tools.analysis.assess import Assessment, assess
from tools.analysis.change import Change, SourceFile
from tools.analysis.fingerprint import fingerprints
from tools.analysis.judging import MODEL
from tools.analysis.loading import load_change, load_settings
from tools.analysis.review_time import ReviewClock
from tools.analysis.second_opinion import second_opinion
from tools.connections import Connections
from tools.findings import Dropped, Finding
from tools.redaction import redact, redact_data
from tools.repos.github import GitHubProvider
from tools.repos.github_reviews import GitHubReviews, PullState
from tools.tool import ToolError

LONGEST_CODE = 300


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
    dismissed, history = await asyncio.gather(
        connections.reviews.dismissals(name), connections.reviews.found_before(name)
    )
    change, settings = await asyncio.gather(
        load_change(
            provider, name, state.files, state.head_sha, base=state.base_sha, history=history,
            unlisted=state.unlisted,
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
        suggestions=True,
    )
    return change, await second_opinion(assessment, change, connections.judge, settings, dismissed)


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
    shown = await asyncio.to_thread(_new_findings, assessment, change)
    findings, also_seen, steps = shown
    also_seen |= await _still_there(connections, state, change)
    review = NewReview(
        base_sha=state.base_sha,
        head_sha=state.head_sha,
        findings=findings,
        also_seen=also_seen,
        paths=frozenset(file.path for file in state.files),
        covered=frozenset(assessment.covered),
        results=tuple(
            AnalyserResult(run.name, run.findings, run.seconds, redact(run.problem) if run.problem else None)
            for run in assessment.runs
        ),
        summary=redact(summary),
        coverage={
            "skipped": redact_data(dict(assessment.skipped)),
            "more": len(assessment.more),
            "dropped": [_dropped(one) for one in assessment.dropped],
            "steps": steps,
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


def _new_findings(
    assessment: Assessment, change: Change
) -> tuple[tuple[NewFinding, ...], frozenset[str], dict[str, list[list[object]]]]:
    # What is dropped is not gone: its thread, where it has one from before, stays open.
    hidden = [*assessment.more, *(one.finding for one in assessment.dropped)]
    everything = [*assessment.findings, *hidden]
    marks = fingerprints(everything, change.files)
    count = len(assessment.findings)
    kept = [
        _new_finding(finding, mark, change)
        for finding, mark in zip(everything[:count], marks, strict=False)
        if finding.path is not None and finding.line is not None
    ]
    steps = {
        mark: [[step.path, step.line] for step in finding.steps]
        for finding, mark in zip(everything[:count], marks, strict=False)
        if len(finding.steps) > 1
    }
    return _once(kept), frozenset(marks[count:]), steps


async def _still_there(connections: Connections, state: PullState, change: Change) -> frozenset[str]:
    """What a model found before, where the code that it had named still stands.

    It need not find the same again, and it may not be there to ask: only changed code says that it is gone.
    """
    row = await connections.reviews.pull(state.repository, state.number)
    before = [] if row is None else await connections.reviews.all_findings(row.id)
    own = [one for one in before if one.analyser == MODEL]
    return await asyncio.to_thread(_standing, own, change) if own else frozenset()


def _standing(findings: Sequence[CodeFinding], change: Change) -> frozenset[str]:
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


def _once(findings: Sequence[NewFinding]) -> tuple[NewFinding, ...]:
    return tuple({finding.fingerprint: finding for finding in reversed(findings)}.values())[::-1]


def _new_finding(finding: Finding, mark: str, change: Change) -> NewFinding:
    file, line = change.file(finding.path), finding.line or 0
    new = NewFinding(
        fingerprint=mark,
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
    )
    # A patch with a secret in it can neither be kept nor shown; cut out, it would not be the patch.
    return replace(new, patch=None) if redact_data(new.patch) != new.patch else new
