"""A GitHub App: what it says of itself, where it is installed, and the tokens of its installations."""

from datetime import timedelta

from aiohttp import web

from sandbox.company.people import ORGANIZATION
from sandbox.github.app_signature import APP_ID
from sandbox.github.errors import not_found
from sandbox.github.forge import APP_LOGIN, BOT_LOGIN, forge_of, hosted_of
from sandbox.github.links import Links, stamp
from sandbox.github.paging import Page, listed, reply
from sandbox.github.shapes.users import organization

routes = web.RouteTableDef()

INSTALLATION_ID = 90210
TOKEN_MINUTES = 60


@routes.get("/app")
async def show_app(request: web.Request) -> web.Response:
    links = Links.of(request)
    return reply(
        {
            "id": APP_ID,
            "slug": BOT_LOGIN,
            "name": "Quarterdeck",
            "owner": organization(links),
            "html_url": links.page(f"/apps/{BOT_LOGIN}"),
            "permissions": _permissions(request),
            "events": ["issue_comment", "pull_request", "pull_request_review_comment"],
            "installations_count": 1,
        }
    )


@routes.get("/app/installations")
async def list_installations(request: web.Request) -> web.Response:
    page = Page.of(request)
    return listed(request, page.cut([_installation(request)]), page, 1)


@routes.get("/repos/{owner}/{repo}/installation")
async def repository_installation(request: web.Request) -> web.Response:
    hosted_of(request)
    return reply(_installation(request))


@routes.get(r"/app/installations/{id:\d+}")
async def show_installation(request: web.Request) -> web.Response:
    _known(request)
    return reply(_installation(request))


@routes.post(r"/app/installations/{id:\d+}/access_tokens")
async def make_token(request: web.Request) -> web.Response:
    """A token for an hour; each is another one."""
    _known(request)
    forge = forge_of(request)
    token = forge.new_app_token()
    forge.tokens[token] = APP_LOGIN
    expires = forge.now() + timedelta(minutes=TOKEN_MINUTES)
    shape = {"token": token, "expires_at": stamp(expires), "permissions": _permissions(request)}
    return reply(shape | {"repository_selection": "all"}, 201)


def _known(request: web.Request) -> None:
    if request.match_info["id"] != str(INSTALLATION_ID):
        raise not_found()


def _permissions(request: web.Request) -> dict[str, str]:
    contents = forge_of(request).app_contents
    return {
        "actions": "read",
        "checks": "write",
        "contents": contents,
        "deployments": "read",
        "issues": "write",
        "metadata": "read",
        "pull_requests": "write",
        "statuses": "read",
    }


def _installation(request: web.Request) -> dict[str, object]:
    links = Links.of(request)
    return {
        "id": INSTALLATION_ID,
        "app_id": APP_ID,
        "app_slug": BOT_LOGIN,
        "account": organization(links),
        "target_type": "Organization",
        "repository_selection": "all",
        "access_tokens_url": links.api(f"/app/installations/{INSTALLATION_ID}/access_tokens"),
        "repositories_url": links.api("/installation/repositories"),
        "html_url": links.page(f"/organizations/{ORGANIZATION}/settings/installations/{INSTALLATION_ID}"),
        "permissions": _permissions(request),
        "events": ["issue_comment", "pull_request", "pull_request_review_comment"],
    }
