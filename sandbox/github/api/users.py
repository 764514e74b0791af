"""Users, organizations, teams, and the rate limit."""

from aiohttp import web

from sandbox.company.people import ORGANIZATION
from sandbox.github.errors import not_found
from sandbox.github.forge import BOT_LOGIN, LOGIN, forge_of
from sandbox.github.guard import RATE
from sandbox.github.links import Links
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.repositories import repository
from sandbox.github.shapes.users import full_user, organization, team, user

routes = web.RouteTableDef()


@routes.get("/user")
async def who_am_i(request: web.Request) -> web.Response:
    return reply(full_user(request[LOGIN], forge_of(request), Links.of(request)))


@routes.get("/users/{login}")
async def get_user(request: web.Request) -> web.Response:
    login, forge = request.match_info["login"], forge_of(request)
    if login.lower() == ORGANIZATION:
        return reply(organization(Links.of(request)))
    if forge.member(login) is None and login != BOT_LOGIN:
        raise not_found()
    return reply(full_user(login.lower(), forge, Links.of(request)))


@routes.get("/orgs/{org}")
async def get_organization(request: web.Request) -> web.Response:
    _check(request)
    created = {
        "created_at": "2019-03-01T09:00:00Z",
        "updated_at": "2026-01-05T09:00:00Z",
        "name": "Larkfield",
    }
    return reply(organization(Links.of(request)) | created)


@routes.get("/user/repos")
@routes.get("/orgs/{org}/repos")
@routes.get("/users/{org}/repos")
async def list_repositories(request: web.Request) -> web.Response:
    if "org" in request.match_info:
        _check(request)
    found, page, links = list(forge_of(request).repositories.values()), Page.of(request), Links.of(request)
    return listed(request, [repository(one, links) for one in page.cut(found)], page, len(found))


@routes.get("/user/orgs")
async def list_organizations(request: web.Request) -> web.Response:
    return reply([organization(Links.of(request))])


@routes.get("/orgs/{org}/members")
async def list_members(request: web.Request) -> web.Response:
    _check(request)
    forge, page, links = forge_of(request), Page.of(request), Links.of(request)
    members = forge.company.members
    return listed(request, [user(one.handle, forge, links) for one in page.cut(members)], page, len(members))


@routes.get("/orgs/{org}/teams")
async def list_teams(request: web.Request) -> web.Response:
    _check(request)
    page, links, teams = Page.of(request), Links.of(request), forge_of(request).company.teams
    return listed(request, [team(one, links) for one in page.cut(teams)], page, len(teams))


@routes.get("/orgs/{org}/teams/{slug}")
async def get_team(request: web.Request) -> web.Response:
    _check(request)
    for one in forge_of(request).company.teams:
        if one.slug == request.match_info["slug"]:
            return reply(team(one, Links.of(request)) | {"members_count": len(one.members), "repos_count": 1})
    raise not_found()


@routes.get("/organizations/{number}/team/{team}/members")
@routes.get("/orgs/{org}/teams/{slug}/members")
async def list_team_members(request: web.Request) -> web.Response:
    forge, page, links = forge_of(request), Page.of(request), Links.of(request)
    for one in forge.company.teams:
        shape = team(one, links)
        if request.match_info.get("slug") == one.slug or request.match_info.get("team") == str(shape["id"]):
            members = [user(handle, forge, links) for handle in page.cut(one.members)]
            return listed(request, members, page, len(one.members))
    raise not_found()


@routes.get("/rate_limit")
async def rate_limit(request: web.Request) -> web.Response:
    limit = request.app[RATE]
    core = {
        "limit": limit.limit, "used": limit.used, "remaining": limit.remaining, "reset": limit.resets_at,
        "resource": "core",
    }  # fmt: skip
    return reply({"resources": {"core": core, "search": core}, "rate": core})


def _check(request: web.Request) -> None:
    if request.match_info["org"].lower() != ORGANIZATION:
        raise not_found()
