"""The HTTP server for Slack, where Socket Mode is off; it also says whether the bot is well."""

from collections.abc import AsyncIterator
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
# Slack sends less than this; who sends more is not Slack.
LARGEST_REQUEST = 1024 * 1024


@asynccontextmanager
async def serve(app: AsyncApp, readiness: Readiness, host: str, port: int) -> AsyncIterator[str]:
    """Listen until the end of the block; yields the address."""

    async def slack_events(request: web.Request) -> web.Response:
        try:
            answer = await app.async_dispatch(await to_bolt_request(request))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # No text, no JSON, or JSON in which Bolt itself does not find what Slack always sends.
            log.warning("a request that Slack can't have sent", error=type(error).__name__)
            return web.Response(status=400)
        return await to_aiohttp_response(answer)

    application = web.Application(client_max_size=LARGEST_REQUEST)
    application.add_routes([web.post(EVENTS_PATH, slack_events), *health_routes(readiness)])
    async with listening(application, host, port) as address:
        yield address
