"""Check runs that an app makes and updates. A person's token may not: GitHub says so with a 403."""

from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.github.checks import StoredCheck
from sandbox.github.errors import GitHubError, invalid, no_commit, not_found
from sandbox.github.forge import APP_LOGIN, LOGIN, body_of, forge_of, hosted_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.checks import stored_check
from sandbox.github.webhooks.announce import announce

routes = web.RouteTableDef()

_RUNS = "/repos/{owner}/{repo}/check-runs"
_RUN = _RUNS + r"/{id:\d+}"

MOST_ANNOTATIONS = 50  # in one request
LONGEST_TEXT = 65_535
_STATUSES = ("queued", "in_progress", "completed")
_CONCLUSIONS = (
    "action_required", "cancelled", "failure", "neutral", "skipped", "stale", "success", "timed_out",
)  # fmt: skip
_LEVELS = ("notice", "warning", "failure")
_TEXTS = ("path", "message")


@routes.post(_RUNS)
async def make_run(request: web.Request) -> web.Response:
    hosted, body = hosted_of(request), await _body(request)
    for name in ("name", "head_sha"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise invalid("CheckRun", name, "missing_field")
    if await hosted.git.resolve(body["head_sha"]) != body["head_sha"]:
        raise no_commit(body["head_sha"])
    one = StoredCheck(hosted.next_id(), body["name"], body["head_sha"], request[LOGIN])
    _change(one, body, forge_of(request).now())
    hosted.checks.append(one)
    shape = stored_check(one, hosted, Links.of(request))
    announce(request, hosted, "check_run", action="created", check_run=shape)
    return reply(shape, 201)


@routes.patch(_RUN)
async def update_run(request: web.Request) -> web.Response:
    hosted, body, one = hosted_of(request), await _body(request), _run(request)
    before = one.status
    _change(one, body, forge_of(request).now())
    shape = stored_check(one, hosted, Links.of(request))
    if before != "completed" and one.status == "completed":
        announce(request, hosted, "check_run", action="completed", check_run=shape)
    return reply(shape)


@routes.get(_RUN)
async def get_run(request: web.Request) -> web.Response:
    return reply(stored_check(_run(request), hosted_of(request), Links.of(request)))


@routes.get(f"{_RUN}/annotations")
async def list_annotations(request: web.Request) -> web.Response:
    page, found = Page.of(request), _run(request).annotations
    return listed(request, list(page.cut(found)), page, len(found))


async def _body(request: web.Request) -> dict[str, Any]:
    if request[LOGIN] != APP_LOGIN:
        raise GitHubError(403, "You must authenticate via a GitHub App.")
    return await body_of(request)


def _run(request: web.Request) -> StoredCheck:
    for one in hosted_of(request).checks:
        if str(one.id) == request.match_info["id"]:
            return one
    raise not_found()


def _change(one: StoredCheck, body: dict[str, Any], now: datetime) -> None:
    conclusion = body.get("conclusion", one.conclusion)
    status = "completed" if "conclusion" in body else body.get("status", one.status)
    if status not in _STATUSES:
        raise invalid("CheckRun", "status")
    if status == "completed" and conclusion not in _CONCLUSIONS:
        raise invalid("CheckRun", "conclusion", "missing_field")
    output = _output(body.get("output"))
    one.annotations += [_annotation(found) for found in output.pop("annotations", [])]
    for name, value in output.items():
        setattr(one, name, value)
    for name in ("name", "external_id", "details_url"):
        if isinstance(body.get(name), str):
            setattr(one, name, body[name])
    one.status, one.conclusion = status, conclusion if status == "completed" else None
    one.started_at = one.started_at or now
    one.completed_at = (one.completed_at or now) if status == "completed" else None


def _output(output: Any) -> dict[str, Any]:
    if output is None:
        return {}
    if not isinstance(output, dict):
        raise GitHubError(422, "Invalid request.")
    for name in ("title", "summary"):
        if not isinstance(output.get(name), str):
            raise GitHubError(
                422, f"Invalid request.\n\nFor 'properties/{name}', \"{name}\" wasn't supplied."
            )
    for name in ("summary", "text"):
        if len(output.get(name) or "") > LONGEST_TEXT:
            raise GitHubError(
                422, f"Invalid request.\n\nOnly {LONGEST_TEXT} characters are allowed in {name}."
            )
    supplied = len(output.get("annotations") or [])
    if supplied > MOST_ANNOTATIONS:
        said = f"No more than {MOST_ANNOTATIONS} items are allowed; {supplied} were supplied."
        raise GitHubError(422, f"Invalid request.\n\n{said}")
    return {name: output[name] for name in ("title", "summary", "text", "annotations") if output.get(name)}


def _annotation(found: dict[str, Any]) -> dict[str, Any]:
    first, last = found.get("start_line"), found.get("end_line")
    whole = isinstance(first, int) and isinstance(last, int) and 0 < first <= last
    words = all(isinstance(found.get(name), str) and found[name] for name in _TEXTS)
    columns = {"start_column", "end_column"} & set(found)
    if not whole or not words or found.get("annotation_level") not in _LEVELS or (columns and first != last):
        raise invalid("CheckRunAnnotation", "data")
    kept = {name: found.get(name) for name in ("title", "raw_details", "start_column", "end_column")}
    return {
        name: found[name] for name in ("path", "start_line", "end_line", "annotation_level", "message")
    } | kept
