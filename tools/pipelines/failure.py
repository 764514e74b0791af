"""Why did the last run fail? The stage, the test, the lines of the log, the commits since it last worked."""

import asyncio
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, Field

from storage import PipelineEntry
from tools.connections import Connections
from tools.findings import Finding, Severity
from tools.periods import moment
from tools.pipelines.base import Change, PipelineProvider, Run, RunDetails, Status
from tools.pipelines.console import quoted
from tools.pipelines.excerpts import LogExcerpt, deciding_line, find_excerpts
from tools.pipelines.lookup import find_pipelines, named, newest_runs, provider_of
from tools.pipelines.runs import described
from tools.pipelines.wording import said
from tools.resource import a_pipeline
from tools.tool import Effect, ToolResult, tool

_SEARCHED = 100
# Changes are collected over at most this many runs.
_MOST_BROKEN = 10


class Suspect(BaseModel):
    """A commit that may have caused the failure; without `reasons` nothing but its time points to it."""

    change: Change
    reasons: list[str]


class FailureReport(ToolResult):
    """The last failed run of a pipeline or service; `details` is None when none failed.

    `suspects` are the commits since the last success, the likeliest first.
    """

    name: str
    asked_at: datetime
    details: RunDetails | None = None
    last_success: Run | None = None
    recovered: Run | None = None
    excerpts: list[LogExcerpt] = Field(default_factory=list)
    suspects: list[Suspect] = Field(default_factory=list)

    def title(self) -> str:
        """Which run, in which stage, and why."""
        if self.details is None:
            return f"None of the last runs of {self.name} failed"
        stage = self.details.failed_stage
        where = f" in stage {stage.name}" if stage else ""
        return f"{self.details.run.name} failed{where}: {self.reason()}"

    def reason(self) -> str:
        """The line that decides: of a failed test, otherwise of the log."""
        if self.details and self.details.failed_tests:
            test = self.details.failed_tests[0]
            first = (test.message or "failed").splitlines()[0]
            return f"{test.name}: {first}"
        return deciding_line(self.excerpts) or "the log does not say why"

    def content(self) -> str:
        """The whole story."""
        if self.details is None:
            return f"{self.title()} (the newest {_SEARCHED} of each pipeline were looked at)."
        lines = [f"{self.title().rstrip('.')}.", *described(self.details, self.asked_at)]
        if self.recovered:
            lines.append(f"It works again: {said(self.recovered, self.asked_at)}.")
        else:
            lines.append("No later run of this branch has succeeded.")
        lines += [self._since(), *map(_suspicion, self.suspects)]
        return "\n".join(lines) + "\n\n" + "\n\n".join(map(quoted, self.excerpts))

    def _since(self) -> str:
        if self.last_success is None:
            return f"No earlier success was found; commits of this run: {len(self.suspects)}."
        success = said(self.last_success, self.asked_at)
        return f"Last success before it: {success}. Commits since then: {len(self.suspects)}."

    def found(self) -> list[Finding]:
        """The failure as a finding."""
        if self.details is None:
            return []
        test = next(iter(self.details.failed_tests), None)
        return [
            Finding(
                title=self.title(),
                severity=Severity.LOW if self.recovered else Severity.HIGH,
                rule="pipeline-failed",
                path=test.file if test else None,
                why=self.reason(),
                analyser="pipelines",
                url=self.details.run.url,
            )
        ]


def _suspicion(suspect: Suspect) -> str:
    change = suspect.change
    when = f", {moment(change.at)}" if change.at else ""
    paths = f"; changes {', '.join(change.paths[:8])}" if change.paths else ""
    reasons = f" — suspect: {'; '.join(suspect.reasons)}" if suspect.reasons else ""
    return f"- {change.commit[:9]} {change.subject}, by {change.author}{when}{paths}{reasons}"


@tool(Effect.READ, a_pipeline("name"))
async def last_failure(
    connections: Connections, name: str, kind: Literal["build", "deploy"] | None = None
) -> FailureReport:
    """Find out why the last failed run of a pipeline or service failed.

    Tells the stage, the failed tests, the deciding lines of the log, and the commits since the last success.

    Args:
        name: A pipeline such as "payments-build", or a service such as "payments".
        kind: Only pipelines that build, or only those that deploy.
    """
    pipelines = find_pipelines(connections, name, kind)
    now = datetime.now(UTC)
    pairs = await newest_runs(connections, pipelines, _SEARCHED)
    failed = next(((entry, run) for entry, run in pairs if run.status.bad), None)
    source = "jenkins" if pipelines[0].provider == "jenkins" else "github"
    if failed is None:
        url = pairs[0][1].url if pairs else None
        return FailureReport(source=source, url=url, name=name, asked_at=now)
    entry, run = failed
    history = [other for owner, other in pairs if owner == entry]
    details, excerpts = await _look(provider_of(connections, entry), entry, run)
    broken, success = _since_success(history, run)
    changes = await _changes(provider_of(connections, entry), entry, broken, details)
    return FailureReport(
        source="jenkins" if entry.provider == "jenkins" else "github",
        url=run.url,
        name=name,
        asked_at=now,
        details=details,
        last_success=success,
        recovered=_recovery(history, run),
        excerpts=excerpts,
        suspects=_suspects(changes, details, excerpts),
    )


async def _look(
    provider: PipelineProvider, entry: PipelineEntry, run: Run
) -> tuple[RunDetails, list[LogExcerpt]]:
    details, console = await asyncio.gather(provider.details(entry, run), provider.console(entry, run))
    stage = details.failed_stage
    excerpts = await asyncio.to_thread(find_excerpts, console.text, 60, stage.name if stage else None)
    return details.model_copy(update={"run": named(entry, run)}), excerpts


def _since_success(history: list[Run], failed: Run) -> tuple[list[Run], Run | None]:
    """The broken runs of the branch up to the failed one, newest first, and the success before them."""
    earlier = [run for run in history if run.started_at <= failed.started_at and run.branch == failed.branch]
    broken: list[Run] = []
    for run in earlier:
        if run.status is Status.SUCCESS:
            return broken[:_MOST_BROKEN], run
        broken.append(run)
    return broken[:_MOST_BROKEN], None


def _recovery(history: list[Run], failed: Run) -> Run | None:
    """The first success of the same branch after the failure."""
    later = [
        run
        for run in history
        if run.started_at > failed.started_at and run.branch == failed.branch and run.status is Status.SUCCESS
    ]
    return later[-1] if later else None


async def _changes(
    provider: PipelineProvider, entry: PipelineEntry, broken: list[Run], known: RunDetails
) -> list[Change]:
    others = [run for run in broken if (run.number, run.attempt) != (known.run.number, known.run.attempt)]
    found = [known, *await asyncio.gather(*(provider.details(entry, run) for run in others))]
    unique = {change.commit: change for details in found for change in details.changes}
    return list(unique.values())


def _suspects(changes: list[Change], details: RunDetails, excerpts: list[LogExcerpt]) -> list[Suspect]:
    """Weigh each commit by what it touches: files that the log names, or that a failed test is about."""
    log = "\n".join([*(excerpt.text for excerpt in excerpts), *(t.trace or "" for t in details.failed_tests)])
    suspects = [Suspect(change=change, reasons=_reasons(change, details, log)) for change in changes]
    return sorted(suspects, key=lambda suspect: len(suspect.reasons), reverse=True)


def _reasons(change: Change, details: RunDetails, log: str) -> list[str]:
    reasons = []
    for path in change.paths:
        stem = PurePosixPath(path).stem
        tests = [
            t.file for t in details.failed_tests if t.file and _subject(t.file) == stem and t.file != path
        ]
        if tests:
            reasons.append(f"it changes {path}, which the failed test {tests[0]} is about")
        elif path in log:
            reasons.append(f"it changes {path}, which the log names")
    return reasons


def _subject(test_file: str) -> str:
    """What a test is about, by its name: `refunds` for `tests/test_refunds.py`."""
    stem = PurePosixPath(test_file).stem.partition(".")[0]
    return stem.removeprefix("test_").removesuffix("_test")
