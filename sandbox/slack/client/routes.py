"""The addresses that the page uses."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.slack.client import acting, reading, writing
from sandbox.slack.client.requests import person
from sandbox.slack.errors import SlackError
from sandbox.slack.keys import SLACK

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes() -> list[web.RouteDef]:
    """All routes of the page's API."""
    gets = {"boot": reading.boot, "messages": reading.messages, "events": events}
    posts: dict[str, Handler] = {
        "post": writing.post,
        "upload": writing.upload,
        "edit": writing.edit,
        "delete": writing.delete,
        "react": writing.react,
        "join": writing.join,
        "pin": writing.pin,
        "bookmark": writing.bookmark,
        "im": writing.im,
        "command": acting.command,
        "shortcut": acting.shortcut,
        "action": acting.action,
        "view": acting.view,
        "home": acting.home,
        "agent": acting.agent,
        "context": acting.context,
    }
    return [
        *(web.get(f"/client/{name}", _guarded(handler)) for name, handler in gets.items()),
        *(web.post(f"/client/{name}", _guarded(handler)) for name, handler in posts.items()),
        web.get("/files-pri/{file}/{name}", reading.file),
    ]


async def events(request: web.Request) -> web.StreamResponse:
    """The WebSocket of what happens."""
    slack = request.app[SLACK]
    return await slack.pages.serve(request, person(slack, request.query.get("member", "")).id)


def _guarded(handler: Handler) -> Handler:
    """A refusal becomes an HTTP 400 with its code."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except SlackError as error:
            return web.json_response(error.as_json(), status=400)

    return guarded
