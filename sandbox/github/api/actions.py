"""GitHub Actions: workflows, runs, jobs and their logs."""

from collections.abc import Iterator
from datetime import datetime

from aiohttp import web

from sandbox.company.workflow_runs import WorkflowRun
from sandbox.github.errors import not_found
from sandbox.github.forge import Hosted, forge_of, hosted_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.actions import job, job_id, log_text, run, run_id, workflow, workflow_id

routes = web.RouteTableDef()

_ACTIONS = "/repos/{owner}/{repo}/actions"
LOG_PATH = "/_storage/logs/{owner}/{repo}/{id}"


def _workflows(hosted: Hosted) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.workflow for one in hosted.runs))


@routes.get(f"{_ACTIONS}/workflows")
async def list_workflows(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    names = _workflows(hosted)
    shapes = [workflow(name, hosted, links) for name in page.cut(names)]
    return listed(request, {"total_count": len(names), "workflows": shapes}, page, len(names))


@routes.get(f"{_ACTIONS}/workflows/{{id}}")
async def get_workflow(request: web.Request) -> web.Response:
    hosted = hosted_of(request)
    return reply(workflow(_workflow(hosted, request.match_info["id"]), hosted, Links.of(request)))


def _workflow(hosted: Hosted, wanted: str) -> str:
    for name in _workflows(hosted):
        if wanted in (str(workflow_id(hosted, name)), f"{name.lower()}.yml"):
            return name
    raise not_found()


@routes.get(f"{_ACTIONS}/runs")
@routes.get(f"{_ACTIONS}/workflows/{{id}}/runs")
async def list_runs(request: web.Request) -> web.Response:
    hosted, page, query = hosted_of(request), Page.of(request), request.query
    name = _workflow(hosted, request.match_info["id"]) if "id" in request.match_info else None
    found = [
        one
        for one in reversed(hosted.runs)
        if name in (None, one.workflow)
        and query.get("branch", one.branch) == one.branch
        and query.get("event", one.event) == one.event
        and query.get("actor", one.actor) == one.actor
        and query.get("head_sha", one.sha) == one.sha
        and query.get("status") in (None, "completed", one.attempts[-1].conclusion)
        and _created(one.created_at, query.get("created"))
    ]
    forge, links = forge_of(request), Links.of(request)
    shapes = [run(one, len(one.attempts), hosted, forge, links) for one in page.cut(found)]
    return listed(request, {"total_count": len(found), "workflow_runs": shapes}, page, len(found))


def _created(at: datetime, wanted: str | None) -> bool:
    """GitHub's date filter: `>=2026-11-01`, `<…`, `a..b`, or one day."""
    if wanted is None:
        return True
    day = at.date().isoformat()
    if ".." in wanted:
        first, _, last = wanted.partition("..")
        return first[:10] <= day <= last[:10] or last == "*"
    if wanted.startswith(">"):
        return day >= wanted.lstrip(">=")[:10]
    if wanted.startswith("<"):
        return day <= wanted.lstrip("<=")[:10]
    return day == wanted[:10]


def _run(request: web.Request) -> tuple[Hosted, WorkflowRun, int]:
    """The run that a request names, and its attempt."""
    hosted = hosted_of(request)
    for one in hosted.runs:
        if str(run_id(one)) == request.match_info["id"]:
            attempt = int(request.match_info.get("attempt", len(one.attempts)))
            if 1 <= attempt <= len(one.attempts):
                return hosted, one, attempt
    raise not_found()


@routes.get(_ACTIONS + r"/runs/{id:\d+}")
@routes.get(_ACTIONS + r"/runs/{id:\d+}/attempts/{attempt:\d+}")
async def get_run(request: web.Request) -> web.Response:
    hosted, one, attempt = _run(request)
    return reply(run(one, attempt, hosted, forge_of(request), Links.of(request)))


@routes.get(_ACTIONS + r"/runs/{id:\d+}/jobs")
@routes.get(_ACTIONS + r"/runs/{id:\d+}/attempts/{attempt:\d+}/jobs")
async def list_jobs(request: web.Request) -> web.Response:
    (hosted, one, attempt), page, links = _run(request), Page.of(request), Links.of(request)
    every = request.query.get("filter") == "all"
    attempts = range(1, len(one.attempts) + 1) if every else range(attempt, attempt + 1)
    shapes = [job(one, number, hosted, links) for number in page.cut(attempts)]
    return listed(request, {"total_count": len(attempts), "jobs": shapes}, page, len(attempts))


def _jobs(hosted: Hosted) -> Iterator[tuple[int, WorkflowRun, int]]:
    for one in hosted.runs:
        for attempt in range(1, len(one.attempts) + 1):
            yield job_id(one, attempt), one, attempt


def find_job(request: web.Request) -> tuple[Hosted, WorkflowRun, int]:
    """The run and attempt whose job a request names."""
    hosted = hosted_of(request)
    for number, one, attempt in _jobs(hosted):
        if str(number) == request.match_info["id"]:
            return hosted, one, attempt
    raise not_found()


@routes.get(_ACTIONS + r"/jobs/{id:\d+}")
async def get_job(request: web.Request) -> web.Response:
    hosted, one, attempt = find_job(request)
    return reply(job(one, attempt, hosted, Links.of(request)))


@routes.get(_ACTIONS + r"/jobs/{id:\d+}/logs")
async def job_log(request: web.Request) -> web.Response:
    """As at GitHub, the log lies elsewhere, at an address that needs no token."""
    hosted, one, attempt = find_job(request)
    place = LOG_PATH.format(owner="larkfield", repo=hosted.name, id=job_id(one, attempt))
    return web.Response(status=302, headers={"Location": Links.of(request).page(place)})


async def stored_log(request: web.Request) -> web.Response:
    """The place to which `job_log` leads."""
    _, one, attempt = find_job(request)
    return web.Response(text=log_text(one.attempts[attempt - 1]), content_type="text/plain")
