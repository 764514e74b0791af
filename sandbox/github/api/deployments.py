"""Deployments and their statuses."""

from aiohttp import web

from sandbox.company import Deploy
from sandbox.github.errors import not_found
from sandbox.github.forge import forge_of, hosted_of
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.repositories import deployment, deployment_id, deployment_status

routes = web.RouteTableDef()

_REPO = "/repos/{owner}/{repo}"


@routes.get(f"{_REPO}/deployments")
async def list_deployments(request: web.Request) -> web.Response:
    hosted, page, query = hosted_of(request), Page.of(request), request.query
    found = []
    for deploy in reversed(hosted.deploys):
        sha = hosted.history.tagged(deploy.tag).sha
        if (
            query.get("environment", deploy.environment) == deploy.environment
            and query.get("ref", deploy.tag) == deploy.tag
            and query.get("sha", sha) == sha
            and query.get("task", "deploy") == "deploy"
        ):
            found.append(deploy)
    forge, links = forge_of(request), Links.of(request)
    return listed(
        request, [deployment(one, hosted, forge, links) for one in page.cut(found)], page, len(found)
    )


@routes.get(_REPO + r"/deployments/{id:\d+}")
async def get_deployment(request: web.Request) -> web.Response:
    return reply(deployment(_deploy(request), hosted_of(request), forge_of(request), Links.of(request)))


@routes.get(_REPO + r"/deployments/{id:\d+}/statuses")
async def list_statuses(request: web.Request) -> web.Response:
    one = deployment_status(_deploy(request), hosted_of(request), forge_of(request), Links.of(request))
    return reply([one])


@routes.get(f"{_REPO}/environments")
async def list_environments(request: web.Request) -> web.Response:
    hosted, links = hosted_of(request), Links.of(request)
    names = sorted({deploy.environment for deploy in hosted.deploys})
    url = links.api(f"/repos/{hosted.full_name}/environments")
    shapes = [{"name": name, "url": f"{url}/{name}", "protection_rules": []} for name in names]
    return reply({"total_count": len(names), "environments": shapes})


def _deploy(request: web.Request) -> Deploy:
    for deploy in hosted_of(request).deploys:
        if str(deployment_id(deploy)) == request.match_info["id"]:
            return deploy
    raise not_found()
