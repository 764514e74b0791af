"""Tests that fail now and then without a change of the code."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime

from pydantic import BaseModel

from storage import PipelineEntry
from tools.connections import Connections
from tools.pipelines.base import Run, Status, TestCase
from tools.pipelines.lookup import find_pipelines, named, newest_runs, provider_of
from tools.resource import Cost, a_pipeline
from tools.tool import Effect, ToolResult, tool

_AT_ONCE = 4


class FlakyTest(BaseModel):
    """A test that failed in some runs; in `passed_on_same_commit` of them the same commit passed as well."""

    name: str
    pipeline: str
    failures: int
    passed_on_same_commit: int
    last_run: Run
    message: str | None = None

    @property
    def flaky(self) -> bool:
        """Whether it failed without a change of the code."""
        return self.passed_on_same_commit > 0


class TestHistory(ToolResult):
    """Which tests failed in the last runs, and which of them are flaky; `pass_rate` is from 0 to 1."""

    __test__ = False

    name: str
    asked_at: datetime
    runs: int
    failed_runs: int
    pass_rate: float
    tests: list[FlakyTest]

    def title(self) -> str:
        """How many runs passed, and the worst flaky test."""
        flaky = [test for test in self.tests if test.flaky]
        head = (
            f"{self.name}: {self.runs - self.failed_runs} of {self.runs} runs passed ({self.pass_rate:.1%})"
        )
        if not flaky:
            return f"{head}, no flaky tests found"
        return f"{head}; flaky: {flaky[0].name} failed in {flaky[0].failures} runs"

    def content(self) -> str:
        """One line a test."""
        lines = [f"{self.title()}."]
        for test in self.tests:
            kind = (
                f"flaky: in {test.passed_on_same_commit} of them the same commit also passed"
                if test.flaky
                else "not shown to be flaky"
            )
            share = test.failures / self.runs
            lines.append(
                f"- {test.name} ({test.pipeline}) failed in {test.failures} of {self.runs} runs "
                f"({share:.1%}), {kind}; last in {test.last_run.name}: {test.message or 'no message'}"
            )
        return "\n".join(lines)


@tool(Effect.READ, a_pipeline("name"), Cost.HEAVY)
async def flaky_tests(connections: Connections, name: str, runs: int = 40) -> TestHistory:
    """Find flaky tests: those that failed and passed on the same commit. Also tells the pass rate.

    Args:
        name: A pipeline such as "payments-build", or a service such as "storefront".
        runs: How many of the newest runs to look at, at most 100.
    """
    pipelines = find_pipelines(connections, name, "build")
    pairs = await newest_runs(connections, pipelines, min(max(runs, 1), 100))
    finished = [(entry, run) for entry, run in pairs if run.status.finished][: min(max(runs, 1), 100)]
    failed = [(entry, run) for entry, run in finished if run.status.bad]
    passed = {(run.pipeline, run.commit) for _, run in finished if run.status is Status.SUCCESS}
    tests = await _collect(connections, failed)
    return TestHistory(
        source="jenkins" if pipelines[0].provider == "jenkins" else "github",
        url=failed[0][1].url if failed else (pairs[0][1].url if pairs else None),
        name=name,
        asked_at=datetime.now(UTC),
        runs=len(finished),
        failed_runs=len(failed),
        pass_rate=1 - len(failed) / len(finished) if finished else 1.0,
        tests=_summed(tests, passed),
    )


async def _collect(
    connections: Connections, failed: list[tuple[PipelineEntry, Run]]
) -> list[tuple[Run, list[TestCase]]]:
    slots = asyncio.Semaphore(_AT_ONCE)

    async def one(entry: PipelineEntry, run: Run) -> tuple[Run, list[TestCase]]:
        async with slots:
            tests = await provider_of(connections, entry).failed_tests(entry, run)
        return named(entry, run), tests

    return list(await asyncio.gather(*(one(entry, run) for entry, run in failed)))


def _summed(runs: list[tuple[Run, list[TestCase]]], passed: set[tuple[str, str | None]]) -> list[FlakyTest]:
    """One entry a test, the flakiest first."""
    failures: dict[tuple[str, str], list[tuple[Run, TestCase]]] = defaultdict(list)
    for run, tests in runs:
        for test in tests:
            failures[run.pipeline, test.name].append((run, test))
    summed = [
        FlakyTest(
            name=name,
            pipeline=pipeline,
            failures=len(found),
            passed_on_same_commit=sum((run.pipeline, run.commit) in passed for run, _ in found),
            last_run=found[0][0],
            message=(found[0][1].message or "").partition("\n")[0] or None,
        )
        for (pipeline, name), found in failures.items()
    ]
    return sorted(summed, key=lambda test: (test.passed_on_same_commit, test.failures), reverse=True)
