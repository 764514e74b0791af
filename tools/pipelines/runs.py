"""Which runs there were, and what is known of one."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Literal

from tools.connections import Connections
from tools.periods import span
from tools.pipelines.base import Run, RunDetails, Status
from tools.pipelines.lookup import MOST_RUNS, find_pipelines, newest_runs, numbered, one_pipeline, provider_of
from tools.pipelines.wording import line, said
from tools.resource import a_pipeline
from tools.tool import Effect, ToolResult, tool


class Runs(ToolResult):
    """Runs of a pipeline or of all pipelines of a service, newest first.

    `pass_rate` is the share of the finished runs that succeeded, from 0 to 1.
    """

    name: str
    asked_at: datetime
    runs: list[Run]
    pass_rate: float | None

    def title(self) -> str:
        """How many, and how the newest one ended."""
        if not self.runs:
            return f"No runs of {self.name}"
        counts = Counter(run.status for run in self.runs)
        told = ", ".join(f"{count} {status.value}" for status, count in counts.most_common())
        return f"{len(self.runs)} runs of {self.name}: {told}; {said(self.runs[0], self.asked_at)}"

    def content(self) -> str:
        """One line a run."""
        lines = [self.title() + "."]
        if self.pass_rate is not None:
            lines.append(f"Pass rate of the finished runs shown: {self.pass_rate:.0%}.")
        return "\n".join([*lines, *(f"- {line(run, self.asked_at)}" for run in self.runs)])


class RunReport(ToolResult):
    """One run with its stages, failed tests and changes."""

    asked_at: datetime
    details: RunDetails

    def title(self) -> str:
        """How it ended, and where it failed."""
        stage = self.details.failed_stage
        where = f" in stage {stage.name}" if stage else ""
        return f"{said(self.details.run, self.asked_at)}{where}"

    def content(self) -> str:
        """Everything known of it."""
        return "\n".join(described(self.details, self.asked_at))


def described(details: RunDetails, now: datetime) -> list[str]:
    """A run in lines of text."""
    lines = [f"{line(details.run, now)}."]
    if details.stages:
        told = (f"{s.name} {s.status.value} ({span(timedelta(seconds=s.seconds))})" for s in details.stages)
        lines.append(f"Stages: {', '.join(told)}.")
    if details.tests is not None:
        lines.append(f"Tests: {details.tests} ran, {len(details.failed_tests)} failed.")
    lines += [f"- failed: {test.name}: {test.message or 'no message'}" for test in details.failed_tests]
    if details.changes:
        lines.append(f"Commits first contained in this run ({len(details.changes)}):")
    for change in details.changes:
        paths = f"; changes {', '.join(change.paths[:8])}" if change.paths else ""
        lines.append(f"- {change.commit[:9]} {change.subject}, by {change.author}{paths}")
    return lines


@tool(Effect.READ, a_pipeline("name"))
async def list_runs(
    connections: Connections,
    name: str,
    status: Literal["success", "failure", "unstable", "aborted", "running"] | None = None,
    limit: int = 20,
) -> Runs:
    """List the newest runs of a pipeline, or of all pipelines of a service, with results and commits.

    Args:
        name: A pipeline such as "payments-build", or a service such as "payments".
        status: Only runs with this result.
        limit: How many runs, at most 200.
    """
    pipelines = find_pipelines(connections, name)
    limit = min(max(limit, 1), MOST_RUNS)
    searched = MOST_RUNS if status else limit
    pairs = await newest_runs(connections, pipelines, searched)
    runs = [run for _, run in pairs if status in (None, run.status.value)][:limit]
    finished = [run for run in runs if run.status.finished]
    passed = sum(run.status is Status.SUCCESS for run in finished)
    return Runs(
        source="jenkins" if pipelines[0].provider == "jenkins" else "github",
        url=runs[0].url if runs else None,
        name=name,
        asked_at=datetime.now(UTC),
        runs=runs,
        pass_rate=passed / len(finished) if finished and status is None else None,
    )


@tool(Effect.READ, a_pipeline())
async def get_run(connections: Connections, pipeline: str, number: int | None = None) -> RunReport:
    """Look at one run of a pipeline: result, stages, failed tests, and the commits that are new in it.

    Args:
        pipeline: The pipeline, such as "payments-build"; or a service with a single build pipeline.
        number: The run's number; without it the newest run.
    """
    entry = one_pipeline(connections, pipeline)
    run = await numbered(connections, entry, number)
    details = await provider_of(connections, entry).details(entry, run)
    source = "jenkins" if entry.provider == "jenkins" else "github"
    return RunReport(source=source, url=run.url, asked_at=datetime.now(UTC), details=details)
