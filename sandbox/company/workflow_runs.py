"""Runs of GitHub Actions: the CI of storefront and inventory, and storefront's deployments.

The test "cart drawer opens" of storefront times out in five of the last forty runs of CI. Three times
somebody ran the jobs again and they passed (attempt 2); twice the run stayed red and the next run of the same
commit passed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final, Literal

from sandbox.company.deployments import Deploy
from sandbox.company.pull_requests import PullRequest
from sandbox.company.repositories import Commit, History
from sandbox.company.timeline import Timeline

Conclusion = Literal["success", "failure"]

FLAKY: Final = {3: True, 10: False, 17: True, 25: False, 32: True}  # run, counted from the newest: run again?
NETWORK: Final = 21


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a job with its part of the log."""

    name: str
    conclusion: Literal["success", "failure", "skipped"]
    seconds: int
    log: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a run's only job."""

    started_at: datetime
    job: str
    steps: tuple[Step, ...]

    @property
    def ended_at(self) -> datetime:
        """When its last step ended."""
        return self.started_at + timedelta(seconds=sum(step.seconds for step in self.steps))

    @property
    def conclusion(self) -> Conclusion:
        """Failure as soon as one step failed."""
        return "failure" if any(step.conclusion == "failure" for step in self.steps) else "success"


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """A run of a workflow; `attempts` has one entry for each time its job was run."""

    repository: str
    workflow: str
    number: int
    event: str
    branch: str
    sha: str
    title: str
    actor: str
    attempts: tuple[Attempt, ...]
    pull: int | None = None

    @property
    def created_at(self) -> datetime:
        """When it was queued."""
        return self.attempts[0].started_at - timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class _Cause:
    """What starts a run."""

    at: datetime
    event: str
    commit: Commit
    actor: str
    pull: int | None = None


def workflow_runs(
    repository: str,
    history: History,
    pulls: Iterable[PullRequest],
    deploys: Iterable[Deploy],
    timeline: Timeline,
) -> tuple[WorkflowRun, ...]:
    """All runs of the last three weeks, oldest first; none for a repository that Jenkins builds."""
    if repository == "storefront":
        ci = sorted((*_ci_causes(history, pulls, timeline), *_nightly(history, timeline)), key=_moment)
        runs = [*_storefront_ci(ci, timeline), *_deploys(history, deploys)]
    elif repository == "inventory":
        ci = sorted(_ci_causes(history, pulls, timeline), key=_moment)
        runs = [*_inventory_ci(ci)]
    else:
        return ()
    return tuple(sorted(runs, key=lambda run: run.created_at))


def _moment(cause: _Cause) -> datetime:
    return cause.at


def _ci_causes(history: History, pulls: Iterable[PullRequest], timeline: Timeline) -> Iterator[_Cause]:
    for commit in history.commits:
        if commit.branch == "main" and commit.at >= timeline.history_starts_at:
            yield _Cause(commit.at + timedelta(seconds=20), "push", commit, commit.author)
    for pull in pulls:
        head = next(commit for commit in reversed(history.commits) if commit.branch == pull.branch)
        if pull.opened_at >= timeline.history_starts_at:
            yield _Cause(
                pull.opened_at + timedelta(seconds=20), "pull_request", head, pull.author, pull.number
            )


def _nightly(history: History, timeline: Timeline) -> Iterator[_Cause]:
    """Every morning at 04:10, and again at 16:10: CI runs by schedule on main."""
    for day in range(22):
        for hour in (4, 16):
            at = timeline.ago(days=day).replace(hour=hour, minute=10, second=12)
            if timeline.history_starts_at <= at < timeline.now - timedelta(minutes=30):
                commit = history.head("main", at)
                yield _Cause(at, "schedule", commit, commit.author)


def _storefront_ci(causes: list[_Cause], timeline: Timeline) -> Iterator[WorkflowRun]:
    choice = timeline.random("storefront ci")
    for number, (cause, back) in enumerate(zip(causes, range(len(causes), 0, -1), strict=True), 401):
        seconds = choice.randrange(40, 75)
        attempt = Attempt(cause.at + timedelta(seconds=6), "test", _npm(seconds))
        attempts: tuple[Attempt, ...] = (attempt,)
        if back in FLAKY:
            attempts = (replace(attempt, steps=_npm(seconds, test=DRAWER_LOG)),)
            if FLAKY[back]:
                attempts += (replace(attempt, started_at=attempts[0].ended_at + timedelta(minutes=9)),)
        elif back == NETWORK:
            attempts = (replace(attempt, steps=_npm(seconds, install=NETWORK_LOG)),)
        yield _run("storefront", "CI", number, cause, attempts)


def _inventory_ci(causes: list[_Cause]) -> Iterator[WorkflowRun]:
    for number, cause in enumerate(causes, 88):
        first = Attempt(cause.at + timedelta(seconds=6), "test", _go())
        attempts: tuple[Attempt, ...] = (first,)
        if cause.pull == 64:
            failed = replace(first, steps=_go(setup=TOOLCHAIN_LOG))
            attempts = (failed, replace(first, started_at=failed.ended_at + timedelta(minutes=14)))
        yield _run("inventory", "CI", number, cause, attempts)


def _deploys(history: History, deploys: Iterable[Deploy]) -> Iterator[WorkflowRun]:
    numbers = count(57)
    for deploy in deploys:
        if deploy.service == "storefront" and deploy.environment == "production":
            at = deploy.at - timedelta(minutes=42)
            cause = _Cause(at, "push", history.tagged(deploy.tag), deploy.by)
            attempt = Attempt(at + timedelta(seconds=6), "deploy", _deploy())
            run = _run("storefront", "Deploy", next(numbers), cause, (attempt,))
            yield replace(run, branch=deploy.tag)


def _run(
    repository: str, workflow: str, number: int, cause: _Cause, attempts: tuple[Attempt, ...]
) -> WorkflowRun:
    commit = cause.commit
    return WorkflowRun(
        repository, workflow, number, cause.event, commit.branch, commit.sha, commit.subject, cause.actor,
        attempts, cause.pull,
    )  # fmt: skip


def _steps(*parts: tuple[str, int, str, str]) -> tuple[Step, ...]:
    """Steps from (name, seconds, log, log of the failure or ""); after a failure the rest is skipped."""
    steps, failed = [Step("Set up job", "success", 2, "Current runner version: '2.329.0'")], False
    for name, seconds, log, failure in parts:
        if failed:
            steps.append(Step(name, "skipped", 0))
        elif failure:
            failed = True
            steps.append(
                Step(name, "failure", seconds, f"{failure}\n##[error]Process completed with exit code 1.")
            )
        else:
            steps.append(Step(name, "success", seconds, log))
    steps.append(Step("Complete job", "success", 1, "Cleaning up orphan processes"))
    return tuple(steps)


def _npm(seconds: int, install: str = "", test: str = "") -> tuple[Step, ...]:
    return _steps(
        ("Run actions/checkout@v5", 3, "Syncing repository: larkfield/storefront", ""),
        ("Run actions/setup-node@v5", 4, "Found in cache @ node 22", ""),
        ("Run npm ci", 19, "added 214 packages in 18s", install),
        ("Run npm test", seconds, PASSED_LOG, test),
    )


def _go(setup: str = "") -> tuple[Step, ...]:
    return _steps(
        ("Run actions/checkout@v5", 3, "Syncing repository: larkfield/inventory", ""),
        ("Run actions/setup-go@v6", 5, "Successfully set up Go version 1.24", setup),
        ("Run go vet ./...", 11, "", ""),
        ("Run go test -race ./...", 24, GO_LOG, ""),
    )


def _deploy() -> tuple[Step, ...]:
    return _steps(
        ("Run actions/checkout@v5", 3, "Syncing repository: larkfield/storefront", ""),
        ("Run npm ci && npm run build", 41, "✓ 118 modules transformed.\n✓ built in 6.02s", ""),
        ("Run ./deploy.sh", 22, "upload: dist/index.html to s3://shop.larkfield.example/index.html", ""),
    )


PASSED_LOG: Final = """\
> storefront@3.9.0 test
> vitest run

 ✓ src/format/money.test.ts (1 test) 3ms
 ✓ src/cart/drawer.test.ts (2 tests) 2411ms

 Test Files  2 passed (2)"""

DRAWER_LOG: Final = """\
> storefront@3.9.0 test
> vitest run

 ✓ src/format/money.test.ts (1 test) 3ms
 ❯ src/cart/drawer.test.ts (2 tests | 1 failed) 5021ms
   × cart drawer opens 5010ms
     → Test timed out in 5000ms.

 FAIL  src/cart/drawer.test.ts > cart drawer opens
Error: Test timed out in 5000ms.
If this is a long-running test, pass a timeout value as the last argument.
 ❯ src/cart/drawer.test.ts:6:1

 Test Files  1 failed | 1 passed (2)
      Tests  1 failed | 2 passed (3)"""

NETWORK_LOG: Final = """\
npm error code ECONNRESET
npm error syscall read
npm error network request to https://npm.larkfield.example/vitest failed, reason: read ECONNRESET
npm error network This is a problem related to network connectivity."""

TOOLCHAIN_LOG: Final = """\
Attempting to download 1.24...
##[error]read ECONNRESET while downloading go1.24.9.linux-amd64.tar.gz"""

GO_LOG: Final = """\
ok  	larkfield.example/inventory/cache	1.012s
ok  	larkfield.example/inventory/stock	1.008s"""
