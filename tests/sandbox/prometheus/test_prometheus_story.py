"""What the metrics tell, by our evaluator and by the real program."""

import asyncio
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
    async with asyncio.timeout(30):
        while True:
            alerts = (await _data(server, "/api/v1/alerts"))["alerts"]
            states = {alert["labels"]["alertname"]: alert["state"] for alert in alerts}
            if states == {"CheckoutHighLatency": "firing", "QueueBacklog": "pending"}:
                break
    latency = next(a for a in alerts if a["labels"]["alertname"] == "CheckoutHighLatency")
    since = datetime.fromisoformat(latency["activeAt"])
    # The rule holds for fifteen minutes before it fires.
    expected = company.timeline.alert_fired_at.timestamp() - 15 * 60
    assert abs(since.timestamp() - expected) < 240
    assert latency["annotations"]["runbook_url"].endswith("/runbooks/CheckoutHighLatency.md")


async def test_healthy_and_targets(server: Prometheus) -> None:
    async with httpx.AsyncClient(follow_redirects=True) as client:
        assert (await client.get(f"{server.address}/-/healthy")).status_code == 200
        page = await client.get(f"{server.address}/graph", params={"g0.expr": P95})
        assert (page.status_code, "<html" in page.text.lower()) == (200, True)
    jobs = {t["labels"]["job"] for t in (await _data(server, "/api/v1/targets"))["activeTargets"]}
    assert {"checkout", "payments", "queues", "node", "certificates"} <= jobs
    assert (await _data(server, "/api/v1/status/buildinfo"))["version"]


async def test_names(server: Prometheus) -> None:
    async with asyncio.timeout(30):
        while True:
            names = await _data(server, "/api/v1/label/__name__/values")
            if {"http_requests_total", "queue_depth", "up"} <= set(names):
                return
