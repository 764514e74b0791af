"""Prometheus or Alertmanager that is down, refuses, or is something else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from sandbox.serving import Served
from tools.connections import Connections
from tools.metrics import Prometheus, chart, list_alerts, query_metric, service_latency
from tools.tool import ToolError

Connect = Callable[..., Connections]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def answering(handler: Handler) -> AsyncIterator[str]:
    """A server with one answer to everything."""
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    async with Served(app) as served:
        yield served.address


@pytest.fixture
async def closed() -> str:
    """An address where nothing listens any more."""
    served = Served(web.Application())
    await served.start()
    await served.stop()
    return served.address


async def test_prometheus_is_down(connect: Connect, closed: str) -> None:
    connections = connect(prometheus_url=closed)
    for call in (service_latency.function(connections, "checkout"), chart.function(connections, "checkout")):
        with pytest.raises(ToolError, match=r"Prometheus at .* can't be reached") as caught:
            await call
        assert "PROMETHEUS_URL" in caught.value.hint


async def test_not_connected(connect: Connect) -> None:
    with pytest.raises(ToolError, match="Prometheus is not connected"):
        await query_metric.function(connect(), "up")


async def test_alertmanager_is_down(connect: Connect, urls: dict[str, str], closed: str) -> None:
    alerts = await list_alerts.function(connect(**{**urls, "alertmanager_url": closed}))
    assert alerts.active[0].name == "CheckoutHighLatency"
    assert "Alertmanager at" in alerts.problems[0]
    assert "Not complete: Alertmanager" in alerts.content()


async def test_only_alertmanager_is_up(connect: Connect, urls: dict[str, str], closed: str) -> None:
    alerts = await list_alerts.function(connect(**{**urls, "prometheus_url": closed}))
    assert [alert.name for alert in alerts.active] == ["CheckoutHighLatency"]
    assert "Prometheus at" in alerts.problems[0]


async def test_both_are_down(connect: Connect, closed: str) -> None:
    with pytest.raises(ToolError, match="can't be reached"):
        await list_alerts.function(connect(prometheus_url=closed, alertmanager_url=closed))


async def test_the_token_is_sent_and_never_shown() -> None:
    secret = "token-that-nobody-may-see"

    async def door(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {secret}":
            raise web.HTTPUnauthorized
        return web.json_response({"status": "success", "data": {"resultType": "vector", "result": []}})

    async with answering(door) as address:
        inside = Prometheus(address, secret)
        assert await inside.query("up") == []
        await inside.close()
        outside = Prometheus(address, "wrong-one")
        with pytest.raises(ToolError, match=r"refused our access \(401\)") as caught:
            await outside.query("up")
        assert "wrong-one" not in str(caught.value)
        await outside.close()


async def test_a_passing_fault_is_tried_again() -> None:
    calls = 0

    async def stammer(_: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise web.HTTPBadGateway
        return web.json_response({"status": "success", "data": {"resultType": "scalar", "result": [0, "7"]}})

    async with answering(stammer) as address:
        client = Prometheus(address)
        assert (await client.query("7"))[0].value == 7
        await client.close()
    assert calls == 3


@pytest.mark.parametrize(
    ("body", "kind", "status", "message"),
    [
        ("<h1>hello</h1>", "text/html", 200, "is not Prometheus"),
        ("[]", "application/json", 200, "is not Prometheus"),
        ("broken", "text/plain", 500, "answered with status 500"),
        ('{"status":"error","error":"query timed out"}', "application/json", 503, "says: query timed out"),
    ],
)
async def test_strange_answers(body: str, kind: str, status: int, message: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type=kind, status=status)

    async with answering(answer) as address:
        client = Prometheus(address)
        with pytest.raises(ToolError, match=message):
            await client.query("up")
        await client.close()
