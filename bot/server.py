"""The HTTP server for those who send requests to the bot: Slack, where Socket Mode is off, and GitHub.

It also says whether the bot is well.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

from bot.listening import listening
from bot.observability.readiness import Readiness
from bot.observability.server import health_routes

log = structlog.get_logger(__name__)

EVENTS_PATH = "/slack/events"
# Slack sends less than this; who sends more is not Slack. Other ways in look to their own limits.
LARGEST_REQUEST = 1024 * 1024


def slack_routes(app: AsyncApp) -> list[web.RouteDef]:
    """The way in for Slack."""

    async def slack_events(request: web.Request) -> web.Response:
        try:
            answer = await app.async_dispatch(await to_bolt_request(request))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # No text, no JSON, or JSON in which Bolt itself does not find what Slack always sends.
            log.warning("a request that Slack can't have sent", error=type(error).__name__)
            return web.Response(status=400)
        return await to_aiohttp_response(answer)

    return [web.post(EVENTS_PATH, slack_events)]


@asynccontextmanager
async def serve(
    routes: Iterable[web.RouteDef], readiness: Readiness, host: str, port: int
) -> AsyncIterator[str]:
    """Listen until the end of the block; yields the address."""
    application = web.Application(client_max_size=LARGEST_REQUEST)
    application.add_routes([*routes, *health_routes(readiness)])
    async with listening(application, host, port) as address:
        log.info("listening", at=address)
        yield address
