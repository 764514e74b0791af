"""The HTTP server: what Slack sends where Socket Mode is off, and whether the bot is well."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from sqlalchemy import text

from bot.intake import database_answers
from storage import Database, DatabaseUnavailableError

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"
# Slack sends less than this; who sends more is not Slack.
LARGEST_REQUEST = 1024 * 1024


@asynccontextmanager
async def serve(app: AsyncApp, database: Database, host: str, port: int) -> AsyncIterator[str]:
    """Listen until the end of the block; yields the address."""

    async def slack_events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    async def healthz(request: web.Request) -> web.Response:
        try:
            async with database_answers(), database.session() as session:
                await session.execute(text("SELECT 1"))
        except DatabaseUnavailableError as error:
            return web.json_response({"ok": False, "error": str(error)}, status=503)
        return web.json_response({"ok": True})

    application = web.Application(client_max_size=LARGEST_REQUEST)
    application.add_routes([web.post(EVENTS_PATH, slack_events), web.get(HEALTH_PATH, healthz)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        bound = runner.addresses[0]
        yield f"http://{bound[0]}:{bound[1]}"
    finally:
        await runner.cleanup()
