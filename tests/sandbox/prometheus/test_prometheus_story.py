"""What the metrics tell, by our evaluator and by the real program."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from sandbox.company import Company
from sandbox.prometheus import Prometheus

CHECKOUT = '{service="checkout",environment="production"}'
P95 = f"histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{CHECKOUT}[5m])))"
ERRORS = (
    'sum(rate(http_requests_total{service="checkout",environment="production",code=~"5.."}[5m]))'
    f" / sum(rate(http_requests_total{CHECKOUT}[5m]))"
)


@pytest.fixture(params=["builtin", "real"])
def server(request: pytest.FixtureRequest) -> Prometheus:
    """Each of the two."""
    chosen: Prometheus = request.getfixturevalue(request.param)
    return chosen


async def _data(server: Prometheus, path: str, **params: Any) -> Any:
    async with httpx.AsyncClient(timeout=30) as client:
        response = await client.get(f"{server.address}{path}", params=params)
    response.raise_for_status()
    return response.json()["data"]


async def _shown(server: Prometheus, path: str, read: Callable[[Any], set[Any]], wanted: set[Any]) -> Any:
    """What stands there once the wanted shows: the real program takes a moment to find it out."""
    async with asyncio.timeout(30):
        while True:
            data = await _data(server, path)
            if wanted <= read(data):
                return data


async def _value(server: Prometheus, query: str, at: float) -> float:
    data = await _data(server, "/api/v1/query", query=query, time=at)
    return float(data["result"][0]["value"][1])


async def test_bad_deploy(server: Prometheus, company: Company) -> None:
    before = company.timeline.ago(hours=21).timestamp()
    after = company.timeline.ago(hours=19).timestamp()
    assert 0.15 < await _value(server, P95, before) < 0.21
    assert 0.55 < await _value(server, P95, after) < 0.72
    assert await _value(server, ERRORS, before) == pytest.approx(0.001, rel=0.5)
    assert await _value(server, ERRORS, after) == pytest.approx(0.024, rel=0.1)


async def test_alerts(server: Prometheus, company: Company) -> None:
    wanted = {("CheckoutHighLatency", "firing"), ("QueueBacklog", "pending")}
    alerts = (await _shown(server, "/api/v1/alerts", _states, wanted))["alerts"]
    assert _states({"alerts": alerts}) == wanted
    latency = next(a for a in alerts if a["labels"]["alertname"] == "CheckoutHighLatency")
    since = datetime.fromisoformat(latency["activeAt"])
    # The rule holds for fifteen minutes before it fires.
    expected = company.timeline.alert_fired_at.timestamp() - 15 * 60
    assert abs(since.timestamp() - expected) < 240
    assert latency["annotations"]["runbook_url"].endswith("/runbooks/CheckoutHighLatency.md")


def _states(data: Any) -> set[tuple[str, str]]:
    return {(alert["labels"]["alertname"], alert["state"]) for alert in data["alerts"]}


async def test_healthy_and_targets(server: Prometheus) -> None:
    async with httpx.AsyncClient(follow_redirects=True) as client:
        assert (await client.get(f"{server.address}/-/healthy")).status_code == 200
        page = await client.get(f"{server.address}/graph", params={"g0.expr": P95})
        assert (page.status_code, "<html" in page.text.lower()) == (200, True)
    wanted = {"checkout", "payments", "queues", "node", "certificates"}
    targets = await _shown(server, "/api/v1/targets", _jobs, wanted)
    assert wanted <= _jobs(targets)
    assert (await _data(server, "/api/v1/status/buildinfo"))["version"]


def _jobs(data: Any) -> set[str]:
    return {target["labels"]["job"] for target in data["activeTargets"]}


async def test_names(server: Prometheus) -> None:
    wanted = {"http_requests_total", "queue_depth", "up"}
    names = await _shown(server, "/api/v1/label/__name__/values", set, wanted)
    assert names == sorted(set(names))
