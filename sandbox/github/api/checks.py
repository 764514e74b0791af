"""Checks and statuses of commits."""

from typing import Any

from aiohttp import web

from sandbox.github.api.commits import commit_or_error
from sandbox.github.forge import hosted_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.actions import check_run
from sandbox.github.shapes.checks import stored_check
from sandbox.github.shapes.repositories import repository
from sandbox.github.statuses import commit_statuses

routes = web.RouteTableDef()

_COMMIT = "/repos/{owner}/{repo}/commits/{ref:.+}"


@routes.get(f"{_COMMIT}/check-runs")
async def list_check_runs(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    sha = await commit_or_error(hosted, request.match_info["ref"])
    found = [one for one in reversed(hosted.runs) if one.sha == sha]
    latest = request.query.get("filter", "latest") == "latest"
    shapes = [
        check_run(one, attempt, hosted, links)
        for one in found
        for attempt in range(len(one.attempts) if latest else 1, len(one.attempts) + 1)
    ]
    reported = [one for one in reversed(hosted.checks) if one.head_sha == sha]
    shapes = [stored_check(one, hosted, links) for one in reported] + shapes
    if name := request.query.get("check_name"):
        shapes = [one for one in shapes if one["name"] == name]
    shown = {"total_count": len(shapes), "check_runs": list(page.cut(shapes))}
    return listed(request, shown, page, len(shapes))


@routes.get(f"{_COMMIT}/status")
async def combined_status(request: web.Request) -> web.Response:
    hosted, links = hosted_of(request), Links.of(request)
    sha = await commit_or_error(hosted, request.match_info["ref"])
    statuses = _latest(commit_statuses(hosted, sha, links))
    states = {one["state"] for one in statuses}
    worst = next((state for state in ("failure", "error", "pending") if state in states), None)
    url = links.api(f"/repos/{hosted.full_name}/commits/{sha}")
    return reply(
        {
            "state": ("failure" if worst == "error" else worst) or ("success" if statuses else "pending"),
            "statuses": statuses,
            "sha": sha,
            "total_count": len(statuses),
            "repository": repository(hosted, links),
            "commit_url": url,
            "url": f"{url}/status",
        }
    )


@routes.get(f"{_COMMIT}/statuses")
@routes.get("/repos/{owner}/{repo}/statuses/{ref}")
async def list_statuses(request: web.Request) -> web.Response:
    hosted, page, links = hosted_of(request), Page.of(request), Links.of(request)
    statuses = commit_statuses(hosted, await commit_or_error(hosted, request.match_info["ref"]), links)
    return listed(request, list(page.cut(statuses)), page, len(statuses))


def _latest(statuses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest status of each context."""
    newest: dict[str, dict[str, Any]] = {}
    for one in statuses:
        newest.setdefault(one["context"], one)
    return list(newest.values())
