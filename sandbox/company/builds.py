"""Three weeks of Jenkins builds: which ran when, why, on which commit, and how they ended."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, Literal

from sandbox.company.company import Company
from sandbox.company.deployments import Deploy
from sandbox.company.failures import FAILURES, LINT, ROUNDED, Failure
from sandbox.company.repositories import Commit
from sandbox.company.services import Job

Result = Literal["SUCCESS", "FAILURE", "ABORTED"]
StageStatus = Literal["SUCCESS", "FAILED", "NOT_EXECUTED", "IN_PROGRESS", "ABORTED"]

# Seconds that each stage usually takes.
_SECONDS: Final = {
    "Checkout": 6, "Lint": 14, "Test": 58, "Package": 71, "Fetch": 9, "Deploy": 118, "Smoke test": 31,
}  # fmt: skip

# The numbers from which the others are counted: of the newest build, or of the one at a moment of the story.
_NEWEST: Final = {"inventory-build": 142, "notifications-build": 97, "payments-build": 318}
_RELEASE_BUILD: Final = 211

# A branch of checkout that never passed the linter.
_LINTED: Final = "async-database"

_FORMAT: Final = "%x1e%H%x1f"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a build ran: a push, the nightly timer or a person; `by` is a handle."""

    kind: Literal["push", "timer", "user"]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a run."""

    name: str
    status: StageStatus
    seconds: float


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that a build is the first to contain.

    `paths` holds pairs of a kind (add, edit, delete) and a path.
    """

    commit: Commit
    message: str
    paths: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Build:
    """One run of a job; `result` is None while it runs."""

    job: Job
    number: int
    started_at: datetime
    cause: Cause
    commit: Commit
    branch: str
    stages: tuple[Stage, ...]
    result: Result | None = "SUCCESS"
    before: Commit | None = None
    failure: Failure | None = None
    parameters: dict[str, str] = field(default_factory=dict)
    agent: str = "agent-1"

    @property
    def seconds(self) -> float:
        """How long it took (so far)."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def ended_at(self) -> datetime:
        """When it ended."""
        return self.started_at + timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class _Start:
    """A build that is going to get a number."""

    at: datetime
    cause: Cause
    commit: Commit
    branch: str


@dataclass
class Builds:
    """The builds of all Jenkins jobs of a company."""

    company: Company
    _outputs: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False)

    @cached_property
    def by_job(self) -> dict[str, tuple[Build, ...]]:
        """The builds of each job, oldest first."""
        return {
            job.name: self._builds(job) if job.kind == "build" else self._deploys(job)
            for job in self.company.jobs
        }

    def of(self, job: str) -> tuple[Build, ...]:
        """The builds of a job, oldest first; KeyError when there is no such job."""
        return self.by_job[job]

    def find(self, job: str, number: int) -> Build:
        """One build; KeyError when there is none."""
        for build in self.by_job[job]:
            if build.number == number:
                return build
        raise KeyError(f"{job} #{number}")

    def _builds(self, job: Job) -> tuple[Build, ...]:
        starts = sorted(self._starts(job), key=lambda start: start.at)
        choice = self.company.timeline.random("builds", job.name)
        first = self._first_number(job, starts)
        failures = FAILURES.get(job.name, {})
        last: dict[str, Commit] = {}
        builds = []
        for index, start in enumerate(starts):
            failure = self._failure(job, start) or failures.get(len(starts) - index)
            build = Build(
                job, first + index, start.at, start.cause, start.commit, start.branch, (),
                before=last.get(start.branch, last.get("main")), failure=failure,
                result="FAILURE" if failure else "SUCCESS", agent=f"agent-{choice.randrange(1, 4)}",
            )  # fmt: skip
            builds.append(replace(build, stages=run_stages(job, failure, choice.uniform(0.85, 1.25))))
            last[start.branch] = start.commit
        return tuple(builds)

    def _failure(self, job: Job, start: _Start) -> Failure | None:
        """The failures that belong to one commit."""
        if job.name == "payments-build" and start.at == self.company.timeline.failed_build_at:
            return ROUNDED
        return LINT if start.branch == _LINTED else None

    def _first_number(self, job: Job, starts: list[_Start]) -> int:
        if job.name == "checkout-build":
            moments = [start.at for start in starts]
            return _RELEASE_BUILD - moments.index(self.company.timeline.release_build_at)
        return _NEWEST[job.name] - len(starts) + 1

    def _starts(self, job: Job) -> Iterator[_Start]:
        timeline = self.company.timeline
        history = self.company.history(job.service)
        for commit in history.commits:
            watched = commit.branch in ("main", _LINTED) or commit.branch.startswith("release/")
            if watched and commit.at >= timeline.history_starts_at:
                at = self._pinned(job, commit) or commit.at + timedelta(seconds=50)
                yield _Start(at, Cause("push", commit.author), commit, commit.branch)
        if job.name == "payments-build":
            at = timeline.good_build_at
            yield _Start(at, Cause("user", "jonas"), history.head("main", at), "main")
        for day in range(1, 21):
            at = timeline.ago(days=day).replace(hour=2, minute=30, second=7)
            # The nightly build of payments has been off since the last good build.
            if job.name != "payments-build" or at < timeline.good_build_at:
                yield _Start(at, Cause("timer"), history.head("main", at), "main")

    def _pinned(self, job: Job, commit: Commit) -> datetime | None:
        timeline = self.company.timeline
        if job.name == "payments-build" and commit.at == timeline.suspect_commit_at:
            return timeline.failed_build_at
        if job.name == "checkout-build" and commit.tag == "v1.8.0-rc1":
            return timeline.release_build_at
        return None

    def _deploys(self, job: Job) -> tuple[Build, ...]:
        found = [d for d in self.company.deploys if d.service == job.service and d.build is not None]
        return tuple(self._deploy(job, deploy) for deploy in found)

    def _deploy(self, job: Job, deploy: Deploy) -> Build:
        commit = self.company.history(job.service).tagged(deploy.tag)
        choice = self.company.timeline.random("deploy", job.name, deploy.build or 0)
        return Build(
            job, deploy.build or 0, deploy.at, Cause("user", deploy.by), commit, deploy.tag,
            run_stages(job, None, choice.uniform(0.9, 1.2)), before=commit,
            parameters={"VERSION": deploy.version, "ENVIRONMENT": deploy.environment}, agent="agent-deploy",
        )  # fmt: skip

    def changes(self, build: Build) -> tuple[Change, ...]:
        """The commits between the build before and this one, oldest first (runs git: call it in a thread)."""
        if build.before is None or build.before.sha == build.commit.sha:
            return ()
        known = {commit.sha: commit for commit in self.company.history(build.job.service).commits}
        revisions = f"{build.before.sha}..{build.commit.sha}"
        output = self.git(
            build,
            "log",
            "--reverse",
            "--name-status",
            "--first-parent",
            "-m",
            f"--format={_FORMAT}%B%x1f",
            revisions,
        )
        entries = (entry.split("\x1f") for entry in output.split("\x1e")[1:])
        return tuple(Change(known[sha], message.strip(), _paths(rest)) for sha, message, rest in entries)

    def git(self, build: Build, *arguments: str) -> str:
        """The output of a git command about fixed commits; empty when it finds nothing."""
        command = ("git", "--git-dir", str(self.company.repository(build.job.service)), *arguments)
        if command not in self._outputs:
            run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)  # noqa: S603
            self._outputs[command] = run.stdout
        return self._outputs[command]


def run_stages(job: Job, failure: Failure | None, pace: float = 1.0) -> tuple[Stage, ...]:
    """The stages of a finished run; after the one that failed none is run."""
    stages: list[Stage] = []
    failed = False
    for name in job.stages:
        if failed:
            stages.append(Stage(name, "NOT_EXECUTED", 0.0))
            continue
        failed = failure is not None and failure.stage == name
        seconds = round(_SECONDS[name] * pace * (0.6 if failed else 1.0), 1)
        stages.append(Stage(name, "FAILED" if failed else "SUCCESS", seconds))
    return tuple(stages)


def _paths(lines: str) -> tuple[tuple[str, str], ...]:
    kinds = {"A": "add", "D": "delete"}
    rows = (line.split("\t") for line in lines.strip().splitlines())
    return tuple((kinds.get(row[0][0], "edit"), row[-1]) for row in rows if len(row) > 1)
