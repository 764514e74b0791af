"""The real Prometheus and our evaluator must agree on the story."""

from typing import Any

import httpx
import pytest

from sandbox.prometheus import Prometheus

CHECKOUT = '{service="checkout",environment="production"}'
P95 = f"histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{CHECKOUT}[5m])))"
ERRORS = (
    'sum by (service) (rate(http_requests_total{environment="production",code=~"5.."}[10m]))'
    ' / sum by (service) (rate(http_requests_total{environment="production"}[10m]))'
)
QUERIES = (
    P95,
    P95.replace("[5m]", "[5m] offset 1w"),
    f"{P95} > 0.5",
    f"{P95} > bool 10",
    ERRORS,
    f"topk(2, {ERRORS})",
    f"bottomk(1, {ERRORS})",
    "histogram_quantile(0.5, sum by (le, service) (rate(http_request_duration_seconds_bucket[10m])))",
    f"increase(http_requests_total{CHECKOUT}[1h])",
    f"irate(http_requests_total{CHECKOUT}[5m])",
    f"delta(container_memory_working_set_bytes{CHECKOUT}[30m])",
    f"rate(http_request_duration_seconds_sum{CHECKOUT}[5m])"
    f" / rate(http_request_duration_seconds_count{CHECKOUT}[5m])",
    f"avg_over_time(container_memory_working_set_bytes{CHECKOUT}[1h]) / 1024 / 1024",
    'max_over_time(queue_depth{queue="emails"}[7d])',
    'min_over_time(queue_depth{queue="emails"}[2h])',
    "quantile_over_time(0.9, queue_depth[3h])",
    "count_over_time(up[10m])",
    "changes(kube_pod_container_status_restarts_total[21d]) > 0",
    "sum without (instance, job) (up)",
    "count(up) by (job)",
    "avg(up)",
    "min by (queue) (queue_depth)",
    "stddev(queue_depth)",
    "group by (service) (http_requests_total)",
    "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.4",
    "(probe_ssl_earliest_cert_expiry - time()) / 86400",
    "round(queue_depth, 10)",
    "clamp(queue_depth, 5, 30)",
    "clamp_max(queue_depth, 12)",
    "abs(-queue_depth)",
    "-queue_depth ^ 2 % 7",
    'scalar(queue_depth{queue="sms"}) * 2',
    "vector(3) + 1",
    "2 ^ 10 - 1",
    "1 > bool 2",
    'service_build_info{environment="production"} and on (service) http_requests_total',
    'up unless on (service) http_requests_total{service="checkout"}',
    'queue_depth{queue="sms"} or queue_depth{queue="webhooks"}',
    "absent(no_such_metric)",
    'absent(up{job="nothing"})',
    "no_such_metric",
    'sum(increase(http_requests_total{code!~"2..|4..",environment!="staging"}[1d])) by (code)',
    'count_over_time(ALERTS{alertname="QueueBacklog",alertstate="firing"}[20d])',
    '"text"',
)


async def _get(server: Prometheus, path: str, **params: Any) -> dict[str, Any]:
    async with httpx.AsyncClient(timeout=30) as client:
        response = await client.get(f"{server.address}/api/v1/{path}", params=params)
    body: dict[str, Any] = response.json()
    return body


def _key(metric: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(metric.items()))


@pytest.mark.parametrize("query", QUERIES)
async def test_same_value(builtin: Prometheus, real: Prometheus, past: float, query: str) -> None:
    ours = (await _get(builtin, "query", query=query, time=past))["data"]
    theirs = (await _get(real, "query", query=query, time=past))["data"]
    assert ours["resultType"] == theirs["resultType"]
    if ours["resultType"] != "vector":
        assert ours["result"] == theirs["result"]
        return
    mine = {_key(row["metric"]): float(row["value"][1]) for row in ours["result"]}
    other = {_key(row["metric"]): float(row["value"][1]) for row in theirs["result"]}
    assert mine == pytest.approx(other, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("query", [P95, ERRORS, "queue_depth > 40", "time()", "ALERTS"])
async def test_same_range(builtin: Prometheus, real: Prometheus, past: float, query: str) -> None:
    params = {"query": query, "start": past - 26 * 3600, "end": past, "step": "10m"}
    ours, theirs = await _get(builtin, "query_range", **params), await _get(real, "query_range", **params)
    mine = {_key(row["metric"]): dict(row["values"]) for row in ours["data"]["result"]}
    other = {_key(row["metric"]): dict(row["values"]) for row in theirs["data"]["result"]}
    assert mine.keys() == other.keys()
    for key, points in mine.items():
        values = {at: float(text) for at, text in points.items()}
        assert values == pytest.approx({at: float(text) for at, text in other[key].items()}, rel=1e-6)


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("query", {"query": "sum("}),
        ("query", {"query": ""}),
        ("query", {"query": "{}"}),
        ("query", {"query": "rat(up[5m])"}),
        ("query", {"query": "rate(up)"}),
        ("query", {"query": "1 > 2"}),
        ("query", {"query": "up + on (service) queue_depth"}),
        ("query", {"query": "up", "time": "x"}),
        ("query_range", {"query": "up", "start": "1", "end": "9999999", "step": "1"}),
        ("query_range", {"query": "up", "start": "3", "end": "2", "step": "1"}),
        ("query_range", {"query": "up", "start": "1", "end": "2", "step": "0"}),
        ("query_range", {"query": "up", "start": "1", "end": "2", "step": "x"}),
        ("query_range", {"query": '"text"', "start": "1", "end": "2", "step": "1"}),
        ("series", {}),
    ],
)
async def test_same_refusal(
    builtin: Prometheus, real: Prometheus, past: float, path: str, params: dict[str, str]
) -> None:
    if path == "query":
        params = {"time": str(past), **params}
    ours, theirs = await _get(builtin, path, **params), await _get(real, path, **params)
    assert (ours["status"], ours["errorType"]) == (theirs["status"], theirs["errorType"])


async def test_same_series(builtin: Prometheus, real: Prometheus, past: float) -> None:
    params = {"match[]": ['queue_depth{queue=~"e.*"}', 'up{job="node"}'], "start": past - 600, "end": past}
    ours, theirs = await _get(builtin, "series", **params), await _get(real, "series", **params)
    assert sorted(map(_key, ours["data"])) == sorted(map(_key, theirs["data"])) != []


async def test_same_rules(builtin: Prometheus, real: Prometheus) -> None:
    ours, theirs = await _get(builtin, "rules"), await _get(real, "rules")
    assert [_rules(group) for group in ours["data"]["groups"]] == [
        _rules(group) for group in theirs["data"]["groups"]
    ]


def _rules(group: dict[str, Any]) -> tuple[str, list[tuple[str, float]]]:
    return group["name"], [(rule["name"], rule["duration"]) for rule in group["rules"]]
