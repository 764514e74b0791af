"""GitHub Actions as pipelines: workflows, runs with their attempts, jobs, logs."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from storage import PipelineEntry
from tools.pipelines.actions_log import failed_tests, plain
from tools.pipelines.base import Change, Console, Run, RunDetails, Stage, Status, TestCase
from tools.repos.github import GitHubProvider
from tools.tool import ToolError

if TYPE_CHECKING:
    from github.Repository import Repository
    from github.Workflow import Workflow
    from github.WorkflowJob import WorkflowJob
    from github.WorkflowRun import WorkflowRun

T = TypeVar("T")

MOST_SEARCHED = 300  # runs among which a number, or the run before, is looked for
_HEAD, _TAIL = 256 * 1024, 1024 * 1024  # bytes that are kept of a long log

_STATUSES = {
    "success": Status.SUCCESS,
    "failure": Status.FAILURE,
    "timed_out": Status.FAILURE,
    "startup_failure": Status.FAILURE,
    "cancelled": Status.ABORTED,
    "action_required": Status.ABORTED,
    "stale": Status.ABORTED,
    "skipped": Status.SKIPPED,
    "neutral": Status.SKIPPED,
}


class GitHubActionsProvider:
    """Workflows of repositories on GitHub. A pipeline's name is the workflow's name, file or number.

    Args:
        github: the connection to GitHub.
    """

    def __init__(self, github: GitHubProvider) -> None:
        self._github = github

    async def check(self) -> str:
        """What GitHub says of the connection."""
        return await self._github.check()

    async def runs(self, pipeline: PipelineEntry, limit: int) -> list[Run]:
        """The newest runs, newest first; each attempt of a repeated run is listed."""

        def work(repo: "Repository") -> list[Run]:
            places = _environments(repo) if pipeline.kind == "deploy" else {}
            every = _attempts(islice(_workflow(repo, pipeline).get_runs(), limit))
            return [_run(pipeline, one, places) for one in islice(every, limit)]

        return await self._in_repository(pipeline, f"the workflow {pipeline.name}", work)

    async def run(self, pipeline: PipelineEntry, number: int) -> Run:
        """One run by its number, its newest attempt."""

        def work(repo: "Repository") -> Run:
            return _run(pipeline, _numbered(_workflow(repo, pipeline), pipeline, number), {})

        return await self._in_repository(pipeline, f"{pipeline.name} #{number}", work)

    async def details(self, pipeline: PipelineEntry, run: Run) -> RunDetails:
        """Jobs or steps, failed tests and changes of a run."""

        def work(repo: "Repository") -> tuple[list[Stage], str | None]:
            workflow = _workflow(repo, pipeline)
            one = _numbered(workflow, pipeline, run.number)
            return _stages(_jobs(one, run.attempt)), _before(workflow, one)

        stages, before = await self._in_repository(pipeline, run.name, work)
        failed = await self.failed_tests(pipeline, run) if run.status.bad else []
        changes = await self._changes(pipeline, before, run.commit)
        return RunDetails(run=run, stages=stages, failed_tests=failed, changes=changes)

    async def failed_tests(self, pipeline: PipelineEntry, run: Run) -> list[TestCase]:
        """The tests that failed, as the log names them: Actions keeps no test reports."""
        if not run.status.bad:
            return []
        return failed_tests((await self.console(pipeline, run)).text)

    async def console(self, pipeline: PipelineEntry, run: Run) -> Console:
        """What the jobs of a run printed, one after the other, without the time before each line."""

        def work(repo: "Repository") -> list[str]:
            one = _numbered(_workflow(repo, pipeline), pipeline, run.number)
            return [job.logs_url() for job in _jobs(one, run.attempt)]

        addresses = await self._in_repository(pipeline, f"the log of {run.name}", work)
        logs = await asyncio.gather(*(self._github.download(address) for address in addresses))
        data = b"\n".join(logs)
        if len(data) <= _HEAD + _TAIL:
            return Console(text=plain(data), size=len(data))
        text = f"{plain(data[:_HEAD])}\n{plain(data[-_TAIL:])}"
        return Console(text=text, size=len(data), skipped=len(data) - _HEAD - _TAIL)

    async def _changes(self, pipeline: PipelineEntry, before: str | None, commit: str | None) -> list[Change]:
        if before is None or commit is None or before == commit:
            return []
        repository = _repository(pipeline)
        compared = await self._github.compare(repository, before, commit)
        paths = [file.path for file in compared.files] if len(compared.commits) == 1 else []
        return [
            Change(
                commit=one.sha, author=one.author, subject=one.subject, at=one.at, paths=paths, url=one.url
            )
            for one in compared.commits
        ]  # fmt: skip

    async def _in_repository(
        self, pipeline: PipelineEntry, what: str, work: Callable[["Repository"], T]
    ) -> T:
        return await self._github.in_repository(_repository(pipeline), what, work)


def _repository(pipeline: PipelineEntry) -> str:
    if pipeline.repository is None:
        raise ToolError(
            f"The catalogue does not say where the workflow {pipeline.name} is.",
            "Give its pipeline a `repository`.",
        )
    return pipeline.repository


def _workflow(repo: "Repository", pipeline: PipelineEntry) -> "Workflow":
    wanted, known = pipeline.name.lower(), []
    for workflow in repo.get_workflows():
        if wanted in (workflow.name.lower(), workflow.path.rpartition("/")[2].lower(), str(workflow.id)):
            return workflow
        known.append(workflow.name)
    raise ToolError(
        f"{pipeline.repository} has no workflow called {pipeline.name}.",
        f"It has: {', '.join(known) or 'none'}.",
    )


def _numbered(workflow: "Workflow", pipeline: PipelineEntry, number: int) -> "WorkflowRun":
    for one in islice(workflow.get_runs(), MOST_SEARCHED):
        if one.run_number == number:
            return one
        if one.run_number < number:
            break
    raise ToolError(f"{pipeline.name} has no run #{number}.", "Ask for its last runs.")


def _attempts(runs: Iterator["WorkflowRun"]) -> Iterator["WorkflowRun"]:
    """Each run, and after a repeated one its earlier attempts."""
    for one in runs:
        yield one
        for attempt in range((one.run_attempt or 1) - 1, 0, -1):
            earlier = one.get_attempt(attempt)
            earlier.complete()
            yield earlier


def _run(pipeline: PipelineEntry, one: "WorkflowRun", places: dict[str, str]) -> Run:
    deploys = pipeline.kind == "deploy"
    branch = one.head_branch or ""
    return Run(
        pipeline=pipeline.name,
        number=one.run_number,
        attempt=one.run_attempt or 1,
        status=_status(one.status, one.conclusion),
        started_at=one.run_started_at or one.created_at,
        seconds=max((one.updated_at - (one.run_started_at or one.created_at)).total_seconds(), 0.0),
        branch=branch or None,
        commit=one.head_sha,
        cause=f"Started by {one.event.replace('_', ' ')}",
        by=one.actor.login if one.actor else None,
        version=branch.removeprefix("v") if deploys and branch[:1] == "v" else None,
        environment=places.get(one.head_sha),
        url=one.html_url,
    )


def _status(status: str | None, conclusion: str | None) -> Status:
    return _STATUSES.get(conclusion or "", Status.ABORTED) if status == "completed" else Status.RUNNING


def _environments(repo: "Repository") -> dict[str, str]:
    """Where each commit was deployed to last."""
    places: dict[str, str] = {}
    for one in islice(repo.get_deployments(), 100):
        places.setdefault(one.sha, one.environment)
    return places


def _jobs(one: "WorkflowRun", attempt: int) -> list["WorkflowJob"]:
    jobs = one.jobs("all") if (one.run_attempt or 1) > 1 else one.jobs()
    return [job for job in jobs if (job.run_attempt or 1) == attempt]


def _stages(jobs: list["WorkflowJob"]) -> list[Stage]:
    """The steps of a run's only job, or its jobs."""
    if len(jobs) != 1:
        return [_stage(job.name, job) for job in jobs]
    return [_stage(step.name, step) for step in jobs[0].steps]


def _stage(name: str, part: Any) -> Stage:
    begun, ended = part.started_at, part.completed_at
    seconds = (ended - begun).total_seconds() if begun and ended else 0.0
    return Stage(name=name, status=_status(part.status, part.conclusion), seconds=max(seconds, 0.0))


def _before(workflow: "Workflow", one: "WorkflowRun") -> str | None:
    """The commit of the run before on the same branch."""
    branch = one.head_branch or ""
    for earlier in islice(workflow.get_runs(branch=branch), MOST_SEARCHED):
        if earlier.run_number < one.run_number:
            return earlier.head_sha
    return None
