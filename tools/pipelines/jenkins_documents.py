"""Reads Jenkins's JSON documents into runs, stages, tests and changes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from tools.pipelines.base import Change, Run, Stage, Status, TestCase

RUN_TREE: Final = (
    "number,result,building,timestamp,duration,url,"
    "actions[causes[shortDescription,userId,userName],parameters[name,value],"
    "lastBuiltRevision[SHA1,branch[name]]]"
)

_RESULTS: Final = {
    "SUCCESS": Status.SUCCESS, "FAILURE": Status.FAILURE, "UNSTABLE": Status.UNSTABLE,
    "ABORTED": Status.ABORTED, "NOT_BUILT": Status.SKIPPED,
}  # fmt: skip
_STAGES: Final = {
    "SUCCESS": Status.SUCCESS, "FAILED": Status.FAILURE, "UNSTABLE": Status.UNSTABLE,
    "ABORTED": Status.ABORTED, "NOT_EXECUTED": Status.SKIPPED, "IN_PROGRESS": Status.RUNNING,
    "PAUSED_PENDING_INPUT": Status.RUNNING,
}  # fmt: skip
_TESTS: Final = {
    "PASSED": Status.SUCCESS, "FIXED": Status.SUCCESS, "FAILED": Status.FAILURE,
    "REGRESSION": Status.FAILURE, "SKIPPED": Status.SKIPPED,
}  # fmt: skip
# Names under which teams pass a version and an environment to deploy jobs.
_VERSION: Final = ("version", "tag", "release", "release_version", "image_tag")
_ENVIRONMENT: Final = ("environment", "env", "target_environment", "target_env", "stage")


def moment(milliseconds: float) -> datetime:
    """When something was, from Jenkins's clock."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _actions(document: dict[str, Any], name: str) -> Iterator[Any]:
    """The values of an action's field: Jenkins spreads what it knows over many actions, some empty."""
    for action in document.get("actions") or []:
        if action and action.get(name):
            yield action[name]


def listed(document: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """What stands in the lists that actions have under a name."""
    for values in _actions(document, name):
        yield from values


def run_of(pipeline: str, build: dict[str, Any]) -> Run:
    """A run from a build's document."""
    causes = list(listed(build, "causes"))
    values = list(listed(build, "parameters"))
    parameters = {str(v["name"]).lower(): str(v.get("value", "")) for v in values}
    revision: dict[str, Any] = next(_actions(build, "lastBuiltRevision"), {})
    branches = [str(branch["name"]) for branch in revision.get("branch") or []]
    building = bool(build.get("building"))
    started = moment(build["timestamp"])
    so_far = (datetime.now(UTC) - started).total_seconds()
    return Run(
        pipeline=pipeline,
        number=build["number"],
        status=Status.RUNNING if building else _RESULTS.get(build.get("result") or "", Status.ABORTED),
        started_at=started,
        seconds=max(so_far, 0.0) if building else build.get("duration", 0) / 1000,
        branch=branches[0].removeprefix("refs/remotes/").removeprefix("origin/") if branches else None,
        commit=revision.get("SHA1"),
        cause="; ".join(str(cause.get("shortDescription", "")) for cause in causes),
        by=next(
            (cause.get("userName") or cause.get("userId") for cause in causes if cause.get("userId")), None
        ),
        version=next((parameters[name] for name in _VERSION if parameters.get(name)), None),
        environment=next((parameters[name] for name in _ENVIRONMENT if parameters.get(name)), None),
        parameters={str(v["name"]): str(v["value"]) for v in values if v.get("value") is not None},
        url=build["url"],
    )


def stages_of(described: dict[str, Any]) -> list[Stage]:
    """Stages from the Pipeline Stage View's description of a run."""
    return [
        Stage(
            name=stage["name"],
            status=_STAGES.get(stage["status"], Status.RUNNING),
            seconds=stage.get("durationMillis", 0) / 1000,
            error=(stage.get("error") or {}).get("message"),
        )
        for stage in described.get("stages") or []
    ]


def tests_of(report: dict[str, Any]) -> list[TestCase]:
    """Tests from a JUnit report."""
    return [_test(case) for suite in report.get("suites") or [] for case in suite.get("cases") or []]


def _test(case: dict[str, Any]) -> TestCase:
    module = str(case.get("className") or "")
    # pytest writes the module with dots; people look for the file.
    file = f"{module.replace('.', '/')}.py" if module.rpartition(".")[2].startswith("test_") else None
    name = case["name"]
    return TestCase(
        name=f"{file}::{name}" if file else f"{module}.{name}" if module else name,
        status=_TESTS.get(case.get("status", ""), Status.SKIPPED),
        seconds=case.get("duration") or 0.0,
        message=case.get("errorDetails"),
        trace=case.get("errorStackTrace"),
        file=file,
    )


def changes_of(build: dict[str, Any]) -> list[Change]:
    """Commits from a build's change sets, oldest first."""
    items = [item for each in build.get("changeSets") or [] for item in each.get("items") or []]
    return [
        Change(
            commit=item["commitId"],
            author=(item.get("author") or {}).get("fullName") or "unknown",
            email=item.get("authorEmail"),
            subject=item.get("msg") or "",
            at=moment(item["timestamp"]) if item.get("timestamp", -1) > 0 else None,
            paths=list(item.get("affectedPaths") or []),
        )
        for item in items
    ]
