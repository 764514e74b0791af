"""What builds print, and what their test reports say."""

import random
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from sandbox.company.builds import Build, Builds, Stage
from sandbox.company.failures import TestFailure
from sandbox.company.people import member

_PYTHON_TEST: Final = re.compile(r"^[^:]+:(?P<file>[^:]+):def (?P<name>test_\w+)")
_GO_TEST: Final = re.compile(r"^[^:]+:(?P<file>[^:]+):func (?P<name>Test\w+)")
_WIDTH: Final = 80


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test of a run."""

    __test__ = False

    file: str
    name: str
    status: Literal["PASSED", "REGRESSION", "FAILED"]
    seconds: float
    failure: TestFailure | None = None

    @property
    def class_name(self) -> str:
        """The name of the module, as JUnit reports write it."""
        return self.file.rpartition(".")[0].replace("/", ".")


def tests(builds: Builds, build: Build) -> tuple[TestResult, ...]:
    """The tests that a build ran (runs git: call it in a thread); none when it did not come so far."""
    failed = build.failure
    if (
        build.job.kind == "deploy"
        or not _reached(build, "Test")
        or (failed and not failed.test and failed.stage == "Test")
    ):
        return ()
    found = builds.git(build, "grep", "-E", "^(def test_|func Test)", build.commit.sha)
    matches = (_PYTHON_TEST.match(line) or _GO_TEST.match(line) for line in found.splitlines())
    choice = random.Random(zlib.crc32(f"{build.job.name} {build.number}".encode()))  # noqa: S311
    return tuple(_result(build, m["file"], m["name"], choice.uniform(0.001, 0.09)) for m in matches if m)


def _reached(build: Build, stage: str) -> bool:
    return any(
        one.name == stage and one.status not in ("NOT_EXECUTED", "IN_PROGRESS") for one in build.stages
    )


def _result(build: Build, file: str, name: str, seconds: float) -> TestResult:
    test = build.failure.test if build.failure else None
    if test and (test.file, test.name) == (file, name):
        return TestResult(file, name, "REGRESSION", round(seconds, 3), test)
    return TestResult(file, name, "PASSED", round(seconds, 3))


def console(builds: Builds, build: Build) -> str:
    """The whole console text of a build so far (runs git: call it in a thread)."""
    lines = [
        cause_text(build),
        f"Obtained Jenkinsfile from {build.commit.sha}",
        "[Pipeline] Start of Pipeline",
    ]
    workspace = f"/var/lib/jenkins/workspace/{build.job.name}"
    lines += ["[Pipeline] node", f"Running on {build.agent} in {workspace}", "[Pipeline] {"]
    for stage in build.stages:
        lines += ["[Pipeline] stage", f"[Pipeline] {{ ({stage.name})"]
        if stage.status == "NOT_EXECUTED":
            lines.append(f'Stage "{stage.name}" skipped due to earlier failure(s)')
        else:
            lines.append(stage_log(builds, build, stage).rstrip("\n"))
        lines += ["[Pipeline] }", "[Pipeline] // stage"]
    if build.result is not None:
        lines += _ending(builds, build)
    return "\n".join(lines) + "\n"


def _ending(builds: Builds, build: Build) -> Iterator[str]:
    if tests(builds, build):
        yield from ("[Pipeline] stage", "[Pipeline] { (Declarative: Post Actions)", "[Pipeline] junit")
        yield from ("Recording test results", "[Pipeline] }", "[Pipeline] // stage")
    yield from ("[Pipeline] }", "[Pipeline] // node", "[Pipeline] End of Pipeline")
    if build.failure:
        yield build.failure.error
    yield f"Finished: {build.result}"


def cause_text(build: Build) -> str:
    """Why a build ran, in Jenkins's words."""
    if build.cause.kind == "timer":
        return "Started by timer"
    if build.cause.kind == "push":
        return f"Started by GitHub push by {build.cause.by}"
    return f"Started by user {full_name(build.cause.by)}"


def full_name(handle: str | None) -> str:
    """The name of a member, or the handle itself for an account that is no person."""
    try:
        return member(handle or "").name
    except KeyError:
        return handle or "anonymous"


def stage_log(builds: Builds, build: Build, stage: Stage) -> str:
    """The part of the log that belongs to one stage."""
    if stage.status == "NOT_EXECUTED":
        return ""
    logs = {
        "Checkout": _checkout,
        "Lint": _lint,
        "Test": _test,
        "Package": _package,
        "Fetch": _fetch,
        "Deploy": _deploy,
        "Smoke test": _smoke,
    }
    lines = list(logs[stage.name](builds, build))
    if build.failure and build.failure.stage == stage.name:
        lines.append(build.failure.log)
    return "\n".join(lines) + "\n"


def _checkout(builds: Builds, build: Build) -> Iterator[str]:
    yield "[Pipeline] checkout"
    yield "Selected Git installation does not exist. Using Default"
    yield "The recommended git tool is: git"
    repository = builds.company.service(build.job.service).repository
    yield f" > git fetch --tags --force --progress -- git@github.com:{repository}.git"
    yield f"Checking out Revision {build.commit.sha} (refs/remotes/origin/{build.branch})"
    yield f" > git checkout -f {build.commit.sha} # timeout=10"
    yield f'Commit message: "{build.commit.subject}"'


def _lint(_: Builds, build: Build) -> Iterator[str]:
    command = "go vet ./..." if build.job.service == "inventory" else "ruff check ."
    yield from ("[Pipeline] sh", f"+ {command}")
    if not (build.failure and build.failure.stage == "Lint") and command.startswith("ruff"):
        yield "All checks passed!"


def _test(builds: Builds, build: Build) -> Iterator[str]:
    results = tests(builds, build)
    if build.job.service == "inventory":
        yield from ("[Pipeline] sh", "+ go test -race ./...")
        for file, group in groupby(results, lambda result: result.file.rpartition("/")[0]):
            seconds = sum(result.seconds for result in group)
            yield f"ok  \tlarkfield.example/inventory/{file}\t{1 + seconds:.3f}s"
        return
    yield from ("[Pipeline] sh", "+ python -m pip install --quiet -r requirements.txt")
    if results:
        yield "+ python -m pytest --junitxml=report.xml"
        yield from _pytest(results)


def _pytest(results: tuple[TestResult, ...]) -> Iterator[str]:
    yield " test session starts ".center(_WIDTH, "=")
    yield "platform linux -- Python 3.11.14, pytest-9.0.1, pluggy-1.6.0"
    yield "configfile: pyproject.toml"
    yield f"collected {len(results)} items"
    yield ""
    done = 0
    for file, group in groupby(results, lambda result: result.file):
        marks = "".join("." if result.status == "PASSED" else "F" for result in group)
        done += len(marks)
        percent = f"[{done * 100 // len(results):3d}%]"
        yield f"{file} {marks}".ljust(_WIDTH - 8) + percent.rjust(8)
    yield ""
    failed = [result.failure for result in results if result.failure]
    yield from _failures(failed)
    seconds = sum(result.seconds for result in results) + 0.4
    counts = [f"{len(failed)} failed"] if failed else []
    counts.append(f"{len(results) - len(failed)} passed")
    yield f" {', '.join(counts)} in {seconds:.2f}s ".center(_WIDTH, "=")


def _failures(failed: list[TestFailure]) -> Iterator[str]:
    if not failed:
        return
    yield " FAILURES ".center(_WIDTH, "=")
    for failure in failed:
        yield f" {failure.name} ".center(_WIDTH, "_")
        yield ""
        yield failure.trace
        yield f"{failure.file}:{failure.line}: {failure.message.partition(':')[0]}"
    yield " short test summary info ".center(_WIDTH, "=")
    for failure in failed:
        yield f"FAILED {failure.file}::{failure.name} - {failure.message}"


def _package(builds: Builds, build: Build) -> Iterator[str]:
    image = f"images.larkfield.example/{build.job.service}"
    yield from ("[Pipeline] sh", f"+ docker build -t {image} .")
    yield "#1 [internal] load build definition from Dockerfile"
    if not (build.failure and build.failure.stage == "Package"):
        yield "#9 exporting to image"
        yield f"#9 naming to {image}:{build.commit.sha[:12]} done"
        yield f"+ docker push {image}:{build.commit.sha[:12]}"


def _fetch(_: Builds, build: Build) -> Iterator[str]:
    image = f"images.larkfield.example/{build.job.service}:{build.parameters['VERSION']}"
    yield from ("[Pipeline] sh", f"+ docker pull {image}", f"Status: Downloaded newer image for {image}")


def _deploy(builds: Builds, build: Build) -> Iterator[str]:
    version, environment = build.parameters["VERSION"], build.parameters["ENVIRONMENT"]
    service = builds.company.service(build.job.service)
    image = f"images.larkfield.example/{service.name}:{version}"
    yield "[Pipeline] sh"
    yield f"+ kubectl --namespace {environment} set image deployment/{service.name} {service.name}={image}"
    yield f"deployment.apps/{service.name} image updated"
    yield f"+ kubectl --namespace {environment} rollout status deployment/{service.name} --timeout=5m"
    for ready in range(service.replicas):
        yield (
            f'Waiting for deployment "{service.name}" rollout to finish: '
            f"{ready} of {service.replicas} updated replicas are available..."
        )
    yield f'deployment "{service.name}" successfully rolled out'


def _smoke(_: Builds, build: Build) -> Iterator[str]:
    host = f"https://{build.job.service}.{build.parameters['ENVIRONMENT']}.larkfield.example"
    yield from ("[Pipeline] sh", f"+ ./smoke.sh {host}")
    yield f"GET {host}/health 200"
    yield f"GET {host}/ready 200"
    yield f"version {build.parameters['VERSION']} is live"
