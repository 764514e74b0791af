"""The tools against the company's Prometheus and Alertmanager."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.company import Company
from tools.connections import Connections
from tools.metrics import (
    list_alerts,
    list_rules,
    query_metric,
    query_range,
    service_errors,
    service_latency,
)
from tools.metrics.alertmanager import NotifiedAlert
from tools.metrics.alerts import joined
from tools.metrics.prometheus import ActiveAlert
from tools.metrics.service import ServiceLatency
from tools.tool import ToolError


async def test_checkout_is_slow(connections: Connections, company: Company) -> None:
    latency = await service_latency.function(connections, "checkout")
    p95 = latency.value("p95")
    assert p95.now is not None
    assert p95.last_week is not None
    assert 0.55 < p95.now < 0.72
    assert 0.15 < p95.last_week < 0.21
    assert p95.ratio == pytest.approx(p95.now / p95.last_week)
    assert latency.changed_at is not None
    assert abs(latency.changed_at - company.timeline.bad_deploy_at) < timedelta(minutes=20)
    text = latency.content()
    for fact in (
        f"{p95.now * 1000:.0f} ms now",
        f"{p95.ratio:.1f} times last week's",
        "without a break since",
    ):
        assert fact in text
    assert ServiceLatency.model_validate(latency.model_dump(mode="json")).content() == text
    async with httpx.AsyncClient(follow_redirects=True) as client:
        assert latency.url is not None
        assert (await client.get(latency.url)).status_code == 200


async def test_payments_is_as_always(connections: Connections) -> None:
    latency = await service_latency.function(connections, "payments")
    assert latency.changed_at is None
    assert "about the same" in latency.title()


async def test_errors(connections: Connections) -> None:
    errors = await service_errors.function(connections, "checkout")
    ratio = errors.value("error ratio")
    assert ratio.now == pytest.approx(0.024, rel=0.1)
    assert ratio.last_week == pytest.approx(0.001, rel=0.5)
    assert f"5xx ratio of checkout in production: {ratio.now:.2%} now" in errors.title()
    everywhere = await service_errors.function(connections, "checkout", environment=None)
    assert (everywhere.value("requests").now or 0) > (errors.value("requests").now or 0)


async def test_alerts(connections: Connections) -> None:
    alerts = await list_alerts.function(connections)
    latency, backlog = alerts.active
    assert (latency.name, latency.state, latency.severity) == ("CheckoutHighLatency", "firing", "page")
    assert timedelta(hours=19, minutes=35) < alerts.at - latency.since < timedelta(hours=19, minutes=50)
    assert latency.receivers == ["on-call"]
    assert latency.runbook is not None
    assert (backlog.name, backlog.state) == ("QueueBacklog", "pending")
    assert [finding.rule for finding in alerts.found()] == ["CheckoutHighLatency"]
    assert alerts.title() == "1 firing: CheckoutHighLatency; 1 pending or silenced"
    assert [a.name for a in (await list_alerts.function(connections, "notifications")).active] == [
        "QueueBacklog"
    ]


def test_an_alert_that_people_are_told_of_fires() -> None:
    now = datetime.now(UTC)
    labels = {"alertname": "Slow", "severity": "page"}
    pending = ActiveAlert(labels=labels, annotations={}, state="pending", active_at=now, value=1.0)
    told = NotifiedAlert(
        labels=labels, annotations={}, state="active", starts_at=now, silenced_by=[], receivers=["on-call"]
    )
    assert [alert.state for alert in joined([pending], [])] == ["pending"]
    assert [alert.state for alert in joined([pending], [told])] == ["firing"]
    silenced = told.model_copy(update={"silenced_by": ["s1"]})
    assert [(a.state, a.silenced) for a in joined([pending], [silenced])] == [("suppressed", True)]


async def test_past_alerts(connections: Connections) -> None:
    alerts = await list_alerts.function(connections, since="20d")
    assert alerts.past is not None
    assert [past.name for past in alerts.past] == ["CheckoutHighLatency", *["QueueBacklog"] * 3]
    assert [past.ended is None for past in alerts.past] == [True, False, False, False]
    assert "still firing" in alerts.content()


async def test_rules(connections: Connections) -> None:
    rules = await list_rules.function(connections)
    assert {"CheckoutHighLatency", "QueueBacklog", "KubePodCrashLooping"} <= {r.name for r in rules.rules}
    (rule,) = (await list_rules.function(connections, "crashloop")).rules
    assert (rule.state, rule.hold_seconds) == ("inactive", 300)


async def test_query(connections: Connections) -> None:
    now = await query_metric.function(connections, "count(up)")
    assert now.samples[0].value == 15
    assert now.title() == "count(up) = 15"
    assert (await query_metric.function(connections, "1 / 0")).samples[0].value is None
    long_ago = await query_metric.function(connections, "up", at="60d")
    assert (long_ago.samples, long_ago.title()) == ([], "up: no data")


async def test_query_range(connections: Connections) -> None:
    history = await query_range.function(connections, 'queue_depth{queue="emails"}', "7d")
    (summary,) = history.summaries()
    assert summary.highest > 1_000 > summary.average
    assert history.step_seconds == 7 * 86_400 / 240
    assert "Values:" in history.content()
    nothing = await query_range.function(connections, "no_such_metric")
    assert "no data" in nothing.title()
    with pytest.raises(ToolError, match="ends before it begins"):
        await query_range.function(connections, "up", "1h", "2h")


@pytest.mark.parametrize(
    "service", ["nothing", "", 'x"} or vector(1) #', "checkout|payments", "a\\", "a\nb", ".*"]
)
async def test_unknown_service(connections: Connections, service: str) -> None:
    with pytest.raises(ToolError, match="no request durations of a service called"):
        await service_latency.function(connections, service)


async def test_unknown_environment(connections: Connections) -> None:
    with pytest.raises(ToolError, match="no series of the environment 'moon'") as caught:
        await service_latency.function(connections, "checkout", "moon")
    assert "production, staging" in caught.value.hint


@pytest.mark.parametrize("query", ["sum(", "rat(up[5m])", "up{", "", "{}"])
async def test_bad_promql(connections: Connections, query: str) -> None:
    with pytest.raises(ToolError, match=r"Prometheus says: .*parse error") as caught:
        await query_metric.function(connections, query)
    assert caught.value.hint == "Correct the query."


async def test_values_of_other_kinds(connections: Connections) -> None:
    with pytest.raises(ToolError, match="gives a string"):
        await query_metric.function(connections, '"text"')


async def test_check(connections: Connections, urls: dict[str, str]) -> None:
    assert await connections.prometheus.check() == f"Prometheus 2.42.0 at {urls['prometheus_url']}"
    assert (await connections.alertmanager.check()).startswith("Alertmanager 0.28.1 at http://127")
