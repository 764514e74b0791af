"""The small HTTP server for those who look after the bot: /healthz, /readyz and /metrics."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from aiohttp import web

from bot.listening import listening
from bot.observability.metrics import CONTENT_TYPE, Metrics
from bot.observability.readiness import Readiness

log = structlog.get_logger(__name__)

HEALTH_PATH = "/healthz"
READY_PATH = "/readyz"
METRICS_PATH = "/metrics"


def health_routes(readiness: Readiness) -> list[web.RouteDef]:
    """Whether the process is alive, and whether it can do its part."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def readyz(_: web.Request) -> web.Response:
        checks = await readiness.look()
        ready = all(found == "ok" for found in checks.values())
        return web.json_response({"ready": ready, "checks": checks}, status=200 if ready else 503)

    return [web.get(HEALTH_PATH, healthz), web.get(READY_PATH, readyz)]


@asynccontextmanager
async def serve_status(
    readiness: Readiness,
    metrics: Metrics,
    host: str,
    port: int,
    *,
    or_any: bool,
    refresh: Callable[[], Awaitable[None]],
) -> AsyncIterator[str]:
    """Listen until the end of the block; yields the address.

    Args:
        readiness: What to look at.
        metrics: What to show.
        host: Where to listen.
        port: 0 takes any port that is free.
        or_any: Whether any other port will do where this one is taken.
        refresh: Called before the metrics are shown, for those that are looked up.
    """

    async def show(_: web.Request) -> web.Response:
        await refresh()
        return web.Response(body=metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    application = web.Application()
    application.add_routes([*health_routes(readiness), web.get(METRICS_PATH, show)])
    async with listening(application, host, port, or_any=or_any) as address:
        yield address
