"""Builds that were asked for: waiting in Jenkins's queue, or become runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tools.pipelines.jenkins_documents import listed, moment

_CAUSES: Final = "actions[causes[userId],parameters[name,value]]"
QUEUE_TREE: Final = f"id,inQueueSince,params,url,why,cancelled,executable[number,url],{_CAUSES}"
STARTED_TREE: Final = f"number,url,queueId,timestamp,{_CAUSES}"


@dataclass(frozen=True, slots=True)
class Started:
    """A build that somebody asked for; `number` and `url` once it has begun."""

    queue_id: int
    at: datetime
    by: str | None
    parameters: dict[str, str]
    number: int | None = None
    url: str | None = None
    cancelled: bool = False


def queued(item: dict[str, Any]) -> Started:
    """From an item of the queue."""
    run = item.get("executable") or {}
    return Started(
        queue_id=item["id"],
        at=moment(item.get("inQueueSince", 0)),
        by=_user(item),
        parameters=_parameters(item) or _lines(item.get("params") or ""),
        number=run.get("number"),
        url=run.get("url"),
        cancelled=bool(item.get("cancelled")),
    )


def started(build: dict[str, Any]) -> Started:
    """From a build."""
    return Started(
        queue_id=build.get("queueId", 0),
        at=moment(build["timestamp"]),
        by=_user(build),
        parameters=_parameters(build),
        number=build["number"],
        url=build["url"],
    )


def _user(document: dict[str, Any]) -> str | None:
    return next((cause["userId"] for cause in listed(document, "causes") if cause.get("userId")), None)


def _parameters(document: dict[str, Any]) -> dict[str, str]:
    given = listed(document, "parameters")
    return {str(one["name"]): str(one["value"]) for one in given if one.get("value") is not None}


def _lines(params: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in params.splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}
