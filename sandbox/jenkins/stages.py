"""The Pipeline Stage View's REST API: https://plugins.jenkins.io/pipeline-rest-api/."""

from datetime import timedelta
from typing import Any, Final

from sandbox.company.build_logs import stage_log
from sandbox.company.builds import Build, Stage
from sandbox.jenkins.controller import Controller
from sandbox.jenkins.documents import millis

# Flow nodes are numbered through a pipeline: the first stage, and the distance to the next.
_FIRST: Final = 6
_APART: Final = 6
# A log of a node is shown up to this many characters.
_MAX_LOG: Final = 10_240


def describe(build: Build) -> dict[str, Any]:
    """`wfapi/describe` of a run."""
    status = {"SUCCESS": "SUCCESS", "FAILURE": "FAILED", "ABORTED": "ABORTED"}.get(
        build.result or "", "IN_PROGRESS"
    )
    start, duration = millis(build.started_at), int(build.seconds * 1000)
    return {
        "_links": {"self": {"href": f"{_path(build)}/wfapi/describe"}}, "id": str(build.number),
        "name": f"#{build.number}", "status": status, "startTimeMillis": start,
        "endTimeMillis": start + duration, "durationMillis": duration, "queueDurationMillis": 5,
        "pauseDurationMillis": 0, "stages": [_stage(build, index) for index in range(len(build.stages))],
    }  # fmt: skip


def describe_node(build: Build, node: int) -> dict[str, Any] | None:
    """`execution/node/<id>/wfapi/describe` of a stage; None when there is no such stage."""
    index = _index(build, node, offset=0)
    if index is None:
        return None
    stage = _stage(build, index)
    step = {
        **stage, "id": str(node + 1), "name": "Shell Script", "parentNodes": [str(node)],
        "_links": {"log": {"href": f"{_path(build)}/execution/node/{node + 1}/wfapi/log"}},
    }  # fmt: skip
    return {**stage, "stageFlowNodes": [step] if build.stages[index].status != "NOT_EXECUTED" else []}


def node_log(controller: Controller, build: Build, node: int) -> dict[str, Any] | None:
    """`execution/node/<id>/wfapi/log` of a step; None when there is no such step."""
    index = _index(build, node, offset=1)
    if index is None:
        return None
    stage = build.stages[index]
    text = stage_log(controller.history, build, stage)
    return {
        "nodeId": str(node), "nodeStatus": stage.status, "length": len(text), "hasMore": len(text) > _MAX_LOG,
        "text": text[-_MAX_LOG:], "consoleUrl": f"{_path(build)}/execution/node/{node}/log",
    }  # fmt: skip


def _path(build: Build) -> str:
    return f"/job/{build.job.name}/{build.number}"


def _index(build: Build, node: int, offset: int) -> int | None:
    index, rest = divmod(node - _FIRST - offset, _APART)
    return index if rest == 0 and 0 <= index < len(build.stages) else None


def _stage(build: Build, index: int) -> dict[str, Any]:
    stage = build.stages[index]
    before = sum(one.seconds for one in build.stages[:index])
    node = _FIRST + index * _APART
    described = {
        "_links": {"self": {"href": f"{_path(build)}/execution/node/{node}/wfapi/describe"}},
        "id": str(node), "name": stage.name, "execNode": "", "status": stage.status,
        "startTimeMillis": millis(build.started_at + timedelta(seconds=before)),
        "durationMillis": int(stage.seconds * 1000), "pauseDurationMillis": 0,
    }  # fmt: skip
    return {**described, "error": _error(build, stage)} if stage.status == "FAILED" else described


def _error(build: Build, stage: Stage) -> dict[str, str]:
    message = build.failure.error.removeprefix("ERROR: ") if build.failure else f"{stage.name} failed"
    return {"message": message, "type": "hudson.AbortException"}
