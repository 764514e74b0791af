import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tools.connections import Connections
from tools.costs import CostBreakdown, CostTrend, cost_by_service, cost_chart, cost_trend, read_costs
from tools.costs.periods import parse_period
from tools.tool import ToolError

TODAY = datetime.now(UTC).date()
HEAD = "BilledCost,BillingCurrency,ChargePeriodStart,ServiceName,ServiceCategory,ResourceName,Tags\n"


def billed(file: Path, month: str) -> float:
    """The sum of a month, counted without our reader."""
    with file.open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["ChargePeriodStart"].startswith(month)]
    return sum(float(row["BilledCost"]) for row in rows)


async def test_last_month_is_the_last_full_month(connections: Connections, costs_file: Path) -> None:
    result = await cost_by_service.function(connections)
    last = TODAY.replace(day=1) - timedelta(days=1)
    assert result.total == pytest.approx(billed(costs_file, f"{last:%Y-%m}"), abs=0.01)
    assert result.period == f"{last:%B %Y}"
    assert sum(share.cost for share in result.by_service) == pytest.approx(result.total, abs=0.1)
    assert sum(share.share for share in result.by_cloud_service) == pytest.approx(100, abs=0.5)
    assert f"{result.total:,.2f}" in result.content()
    assert result.by_service == sorted(result.by_service, key=lambda share: -share.cost)
    assert CostBreakdown.model_validate(result.model_dump(mode="json")) == result


async def test_the_database_of_inventory_is_the_driver(connections: Connections) -> None:
    result = await cost_trend.function(connections)
    best = result.drivers[0]
    assert (best.resource, best.service) == ("inventory-db", "inventory")
    assert best.difference > 300
    assert "db.r6g.large" in best.was
    assert "db.r6g.xlarge" in best.now
    assert "inventory-db" in result.title()
    text = result.content()
    assert f"{best.difference:+,.2f}" in text
    assert "Was “db.r6g.large" in text
    assert CostTrend.model_validate(result.model_dump(mode="json")) == result


async def test_the_trend_of_one_service(connections: Connections) -> None:
    result = await cost_trend.function(connections, service="Inventory")
    full = [item for item in result.months if item.complete]
    assert result.service == "inventory"
    assert full[-1].change is not None
    assert full[-1].change == pytest.approx(14.8, abs=2)
    assert {driver.service for driver in result.drivers} == {"inventory"}
    if not result.months[-1].complete:
        assert result.projected is not None


async def test_one_service_in_a_span_of_days(connections: Connections) -> None:
    result = await cost_by_service.function(connections, "last 7 days", "payments")
    assert {share.name for share in result.by_service} == {"payments"}
    assert result.total == pytest.approx(7 * 93, rel=0.05)
    assert result.change is not None
    assert abs(result.change) < 5


async def test_the_chart_is_a_picture_with_its_sums(connections: Connections) -> None:
    result = await cost_chart.function(connections, 30)
    assert result.image is not None
    assert result.image.startswith(b"\x89PNG")
    assert (result.end - result.start).days == 30
    assert sum(result.parts.values()) == pytest.approx(result.total, abs=0.1)
    assert f"{result.parts['storefront']:,.2f} USD" in result.content()


async def test_unknown_service_and_period_are_said(connections: Connections) -> None:
    with pytest.raises(ToolError, match="Services with costs: checkout"):
        await cost_by_service.function(connections, "last month", "blockchain")
    with pytest.raises(ToolError, match="Records go from"):
        await cost_by_service.function(connections, "2001-01")
    with pytest.raises(ToolError, match="not a period"):
        await cost_by_service.function(connections, "when I was young")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("last month", "2026-10-01", "2026-11-01"),
        ("this month", "2026-11-01", "2026-11-22"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("October", "2026-10-01", "2026-11-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("in march 2025", "2025-03-01", "2025-04-01"),
        ("last 7 days", "2026-11-15", "2026-11-22"),
        ("30d", "2026-10-23", "2026-11-22"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("yesterday", "2026-11-21", "2026-11-22"),
    ],
)
def test_periods(text: str, start: str, end: str) -> None:
    period = parse_period(text, date(2026, 11, 22))
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_the_period_before_a_month_is_the_month_before() -> None:
    before = parse_period("2026-03", date(2026, 11, 22)).before()
    assert (before.start.isoformat(), before.days) == ("2026-02-01", 28)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "1,USD,2026-10-01T00:00:00Z,EC2,C,a,{}\nabc,USD,2026-10-02,EC2,C,a,{}\n", "line 3: Bil"),
        (HEAD + "nan,USD,2026-10-01,EC2,Compute,a,{}\n", "line 2: BilledCost 'nan'"),
        (HEAD + "1,USD,yesterday,EC2,Compute,a,{}\n", "line 2: ChargePeriodStart 'yesterday'"),
        (HEAD + "1,USD,2026-10-01,EC2,Compute,a,{not json\n", "line 2: Tags"),
        (HEAD + "1,USD,2026-10-01,EC2\n", "line 2: it has more or fewer fields"),
        (HEAD + "1,USD,2026-10-01,EC2,Compute,a,{},extra\n", "line 2: it has more or fewer fields"),
        (HEAD + '1,USD,2026-10-01,EC2,Compute,"a,{}\n', "line"),
        (HEAD + "1,USD,2026-10-01,EC2,Compute,a,{}\n1,EUR,2026-10-01,EC2,Compute,a,{}\n", "EUR \\(line 3\\)"),
        (HEAD, "no rows"),
        ("", "line 1: no column"),
        ("Cost,Day\n1,2\n", "line 1: no column ChargePeriodStart, ServiceName"),
    ],
)  # fmt: skip
async def test_a_malformed_file_names_the_line(
    connect: Callable[[Path | None], Connections], tmp_path: Path, text: str, message: str
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ToolError, match=message):
        await cost_by_service.function(connect(file))


async def test_a_binary_file_and_a_missing_one_are_said(
    connect: Callable[[Path | None], Connections], tmp_path: Path
) -> None:
    file = tmp_path / "image.csv"
    file.write_bytes(b"\x89PNG\xff\xfe\x00" * 100)
    with pytest.raises(ToolError, match="wrong"):
        await cost_by_service.function(connect(file))
    with pytest.raises(ToolError, match="Check COSTS_FILE"):
        await cost_by_service.function(connect(tmp_path / "nowhere.csv"))
    with pytest.raises(ToolError, match="Set COSTS_FILE"):
        await cost_by_service.function(connect(None))


def test_a_file_that_changed_is_read_again_and_untagged_costs_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text(
        HEAD + "1.25,USD,2026-10-01,EC2,Compute,a,\n-0.25,USD,2026-10-01,EC2,Compute,a,{}\n", "utf-8"
    )
    costs = read_costs(file)
    assert {record.service for record in costs.records} == {"untagged"}
    assert sum(record.cost for record in costs.records) == 1.0
