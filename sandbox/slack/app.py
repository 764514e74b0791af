"""The web application: the Web API, Socket Mode, uploads, the page and what the page uses."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.company import Company
from sandbox.slack import api, client, responses
from sandbox.slack.api.files import upload
from sandbox.slack.keys import SLACK
from sandbox.slack.settings import Faults, Secrets, Timings
from sandbox.slack.slack import Slack

PAGE = Path(__file__).parent / "page"
UPLOAD_BYTES = 64 * 1024 * 1024


def create_app(
    company: Company,
    manifest: Mapping[str, Any] | Path,
    *,
    secrets: Secrets | None = None,
    timings: Timings | None = None,
    faults: Faults | None = None,
    bot_channels: Collection[str] | None = None,
) -> web.Application:
    """Make a workspace with one installed app.

    Args:
        company: whose people, channels and earlier conversations are in the workspace.
        manifest: the app's manifest, parsed or as a file; decides scopes, events, commands and shortcuts.
        secrets: the tokens and the signing secret of the app; made anew by default.
        timings: how long Slack waits; Slack's own times by default.
        faults: failures to make.
        bot_channels: the ids of the channels that the bot belongs to; all of them by default.

    Returns:
        The application; `app[SLACK]` is the workspace behind it.
    """
    slack = Slack(
        company, manifest, secrets=secrets, timings=timings, faults=faults, bot_channels=bot_channels
    )
    app = web.Application(client_max_size=UPLOAD_BYTES, middlewares=[_learn_origin])
    app[SLACK] = slack
    app.router.add_route("*", "/api/{method}", api.handle)
    app.router.add_get("/link/", slack.socket_mode.handle)
    app.router.add_post("/actions/{key}", responses.handle)
    app.router.add_post("/upload/v1/{file}", upload)
    app.router.add_get("/archives/{channel}/{message}", _permalink)
    app.router.add_get("/files/{user}/{file}/{name}", _file_page)
    app.add_routes(client.routes())
    app.router.add_get("/", _index)
    app.router.add_static("/", PAGE)
    app.on_shutdown.append(_close)
    return app


@web.middleware
async def _learn_origin(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Addresses that Slack hands out begin the way it was reached itself."""
    request.app[SLACK].origin = str(request.url.origin())
    return await handler(request)


async def _index(_: web.Request) -> web.StreamResponse:
    return web.FileResponse(PAGE / "index.html")


async def _permalink(request: web.Request) -> web.StreamResponse:
    """A message's address leads to its place in the page: in the channel, or in its thread."""
    digits = request.match_info["message"].removeprefix("p")
    ts = f"{digits[:-6]}.{digits[-6:]}"
    thread_ts = request.query.get("thread_ts", ts)
    place = f"p/{ts}" if thread_ts == ts else f"t/{thread_ts}"
    member = f"?member={request.query['member']}" if "member" in request.query else ""
    raise web.HTTPFound(f"/{member}#/{request.match_info['channel']}/{place}")


async def _file_page(request: web.Request) -> web.StreamResponse:
    """A file's permalink leads to its content, as its owner sees it."""
    slack = request.app[SLACK]
    file = slack.workspace.files.get(request.match_info["file"])
    if file is None:
        raise web.HTTPNotFound
    raise web.HTTPFound(f"{file.path}?member={request.match_info['user']}")


async def _close(app: web.Application) -> None:
    await app[SLACK].close()
