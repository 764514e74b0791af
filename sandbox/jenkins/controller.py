"""The running Jenkins: the builds of the past, those that are started now, and the queue."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Literal

from sandbox.company import Company, Job
from sandbox.company.builds import Build, Builds, Cause, Stage, run_stages
from sandbox.company.failures import Failure
from sandbox.threads import in_thread

# How long a build waits, and how long each of its stages takes: to be seen, and not to be in the way.
QUIET_SECONDS: Final = 0.3
STAGE_SECONDS: Final = 0.25
_FIRST_QUEUE_ID: Final = 4_210


@dataclass(slots=True)
class QueueItem:
    """A build that waits, and later the build that it became."""

    id: int
    job: Job
    by: str
    parameters: dict[str, str]
    since: datetime
    build: int | None = None
    cancelled: bool = False


@dataclass
class Controller:
    """The state of Jenkins.

    Args:
        company: whose builds it runs.
    """

    company: Company
    queue: dict[int, QueueItem] = field(default_factory=dict)
    _live: dict[str, dict[int, Build]] = field(default_factory=dict)
    _tasks: dict[tuple[str, int], asyncio.Task[None]] = field(default_factory=dict)
    _last_id: int = _FIRST_QUEUE_ID

    def __post_init__(self) -> None:
        self.history = Builds(self.company)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs."""
        return self.company.jobs

    def builds(self, job: Job) -> list[Build]:
        """The builds of a job, newest first (its first call writes the repositories: call it in a thread)."""
        live = self._live.get(job.name, {})
        return sorted((*self.history.of(job.name), *live.values()), key=lambda b: b.number, reverse=True)

    def build(self, job: Job, number: int) -> Build | None:
        """A build by its number."""
        return next((build for build in self.builds(job) if build.number == number), None)

    def named(self, job: Job, name: str) -> Build | None:
        """The build behind a permalink such as `lastFailedBuild`."""
        tests: dict[str, Callable[[Build], bool]] = {
            "lastBuild": lambda b: True,
            "lastCompletedBuild": lambda b: b.result is not None,
            "lastStableBuild": lambda b: b.result == "SUCCESS",
            "lastSuccessfulBuild": lambda b: b.result == "SUCCESS",
            "lastFailedBuild": lambda b: b.result == "FAILURE",
            "lastUnsuccessfulBuild": lambda b: b.result in ("FAILURE", "ABORTED"),
        }
        test = tests.get(name)
        return None if test is None else next((b for b in self.builds(job) if test(b)), None)

    def running(self) -> list[Build]:
        """The builds that run at this moment."""
        return [build for live in self._live.values() for build in live.values() if build.result is None]

    def enqueue(self, job: Job, by: str, parameters: Mapping[str, str]) -> QueueItem:
        """Ask for a build."""
        self._last_id += 1
        item = QueueItem(self._last_id, job, by, dict(parameters), datetime.now(UTC))
        self.queue[item.id] = item
        task = asyncio.create_task(self._run(item))
        self._tasks[job.name, -item.id] = task
        return item

    def cancel(self, item: QueueItem) -> None:
        """Take an item out of the queue, if it still waits."""
        if item.build is None:
            item.cancelled = True

    def stop(self, build: Build) -> None:
        """Abort a running build."""
        current = self.build(build.job, build.number)
        if current is not None and current.result is None:
            self._put(replace(current, stages=_aborted(current.stages), result="ABORTED"))

    async def close(self) -> None:
        """End what runs."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self._tasks.clear()

    def _put(self, build: Build) -> None:
        self._live.setdefault(build.job.name, {})[build.number] = build

    async def _run(self, item: QueueItem) -> None:
        await asyncio.sleep(QUIET_SECONDS)
        if item.cancelled:
            return
        build = await in_thread(self._new, item)
        item.build = build.number
        self._put(build)
        outcome = run_stages(build.job, build.failure)
        for index in range(len(outcome)):
            self._put(replace(build, stages=_progress(outcome, index)))
            await asyncio.sleep(STAGE_SECONDS if outcome[index].status != "NOT_EXECUTED" else 0)
            if self.build(build.job, build.number) is None or self._ended(build):
                return
        result: Literal["SUCCESS", "FAILURE"] = "FAILURE" if build.failure else "SUCCESS"
        done = tuple(replace(stage, seconds=STAGE_SECONDS if stage.seconds else 0.0) for stage in outcome)
        self._put(replace(build, stages=done, result=result))

    def _ended(self, build: Build) -> bool:
        return self._live[build.job.name][build.number].result is not None

    def _new(self, item: QueueItem) -> Build:
        builds = self.builds(item.job)
        history = self.company.history(item.job.service)
        version = item.parameters.get("VERSION")
        try:
            commit = history.tagged(f"v{version}") if version else history.head("main")
        except KeyError:
            commit = history.head("main")
        before = next((b.commit for b in builds if b.branch == "main" or item.job.kind == "deploy"), None)
        return Build(
            item.job, builds[0].number + 1, datetime.now(UTC), Cause("user", item.by), commit,
            f"v{version}" if version else "main", (), result=None, before=before,
            failure=_same_failure(builds, commit.sha), parameters=item.parameters,
        )  # fmt: skip


def _same_failure(builds: list[Build], sha: str) -> Failure | None:
    """A broken test stays broken on the same commit."""
    for build in builds:
        if build.commit.sha == sha:
            return build.failure if build.failure and build.failure.test else None
    return None


def _progress(outcome: tuple[Stage, ...], index: int) -> tuple[Stage, ...]:
    """The stages up to the one that runs."""
    done = tuple(replace(stage, seconds=STAGE_SECONDS) for stage in outcome[:index])
    return (*done, Stage(outcome[index].name, "IN_PROGRESS", 0.0))


def _aborted(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    return (*stages[:-1], replace(stages[-1], status="ABORTED")) if stages else ()
