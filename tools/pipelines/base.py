"""What pipelines of every kind have in common: runs, stages, tests, logs and changes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel

from storage import PipelineEntry


class Status(StrEnum):
    """How a run or a stage stands."""

    SUCCESS = "success"
    FAILURE = "failure"
    UNSTABLE = "unstable"
    ABORTED = "aborted"
    RUNNING = "running"
    SKIPPED = "skipped"

    @property
    def bad(self) -> bool:
        """Whether somebody should look at it."""
        return self in (Status.FAILURE, Status.UNSTABLE)

    @property
    def finished(self) -> bool:
        """Whether it came to an end by itself."""
        return self in (Status.SUCCESS, Status.FAILURE, Status.UNSTABLE)


class Run(BaseModel):
    """One run of a pipeline. A run that was repeated is listed once for each attempt, the newest first.

    `version` and `environment` are set for deployments, `parameters` where the run was given some; `by` is a
    name or an account.
    """

    pipeline: str
    number: int
    attempt: int = 1
    status: Status
    started_at: datetime
    seconds: float
    branch: str | None = None
    commit: str | None = None
    cause: str = ""
    by: str | None = None
    version: str | None = None
    environment: str | None = None
    parameters: dict[str, str] = {}
    url: str

    @property
    def name(self) -> str:
        """How people call it, such as `payments-build #318`."""
        attempt = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        return f"{self.pipeline} #{self.number}{attempt}"

    @property
    def ended_at(self) -> datetime:
        """When it ended, or how far it is."""
        return self.started_at + timedelta(seconds=self.seconds)


class Stage(BaseModel):
    """A stage of a run."""

    name: str
    status: Status
    seconds: float
    error: str | None = None


class TestCase(BaseModel):
    """A test of a run; `name` as people would search it, such as `tests/test_refunds.py::test_x`."""

    __test__ = False

    name: str
    status: Status
    seconds: float = 0.0
    message: str | None = None
    trace: str | None = None
    file: str | None = None


class Change(BaseModel):
    """A commit that a run is the first to contain."""

    commit: str
    author: str
    email: str | None = None
    subject: str
    at: datetime | None = None
    paths: list[str] = []
    url: str | None = None


class RunDetails(BaseModel):
    """A run with all that is known of it; `tests` is how many ran, None when there is no report."""

    run: Run
    stages: list[Stage] = []
    tests: int | None = None
    failed_tests: list[TestCase] = []
    changes: list[Change] = []

    @property
    def failed_stage(self) -> Stage | None:
        """The first stage that failed."""
        return next((stage for stage in self.stages if stage.status.bad), None)


class Console(BaseModel):
    """What a run printed. Of a very long log only the beginning and the end: `skipped` bytes lie between."""

    text: str
    size: int
    skipped: int = 0


class PipelineProvider(Protocol):
    """A system that runs pipelines. Every method raises `ToolError` and nothing else."""

    async def runs(self, pipeline: PipelineEntry, limit: int) -> list[Run]:
        """The newest runs, newest first; those that run at the moment are among them."""
        ...

    async def details(self, pipeline: PipelineEntry, run: Run) -> RunDetails:
        """Stages, failed tests and changes of a run that `runs` or `run` gave."""
        ...

    async def run(self, pipeline: PipelineEntry, number: int) -> Run:
        """One run by its number, its newest attempt."""
        ...

    async def console(self, pipeline: PipelineEntry, run: Run) -> Console:
        """What the run printed."""
        ...

    async def failed_tests(self, pipeline: PipelineEntry, run: Run) -> list[TestCase]:
        """The tests that failed in a run."""
        ...

    async def check(self) -> str:
        """One line about what was reached and as whom."""
        ...
