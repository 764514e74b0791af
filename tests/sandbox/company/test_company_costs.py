import csv
import io
import json
from collections import defaultdict
from datetime import UTC, datetime

import pytest

from sandbox.company.costs import DAYS, RESOURCES, focus_csv

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(focus_csv(NOW))))


def by_month(rows: list[dict[str, str]], **where: str) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        tags = json.loads(row["Tags"])
        if all(row.get(key, tags.get(key)) == value for key, value in where.items()):
            totals[row["ChargePeriodStart"][:7]] += float(row["BilledCost"])
    return totals


def test_one_row_a_resource_and_day_up_to_yesterday(rows: list[dict[str, str]]) -> None:
    assert len(rows) == DAYS * len(RESOURCES)
    assert max(row["ChargePeriodEnd"] for row in rows) == "2026-11-22T00:00:00Z"


def test_the_last_full_month_costs_about_14000(rows: list[dict[str, str]]) -> None:
    assert by_month(rows)["2026-10"] == pytest.approx(14_400, rel=0.04)


def test_the_database_of_inventory_grew_by_about_40_percent(rows: list[dict[str, str]]) -> None:
    months = by_month(rows, ServiceName="Amazon Relational Database Service", service="inventory")
    daily_before, daily_after = months["2026-09"] / 30, months["2026-10"] / 31
    assert daily_after / daily_before == pytest.approx(1.40, abs=0.02)


def test_storage_creeps_up_and_compute_does_not(rows: list[dict[str, str]]) -> None:
    storage = by_month(rows, ServiceCategory="Storage")
    compute = by_month(rows, ServiceName="Amazon Elastic Compute Cloud", environment="production")
    assert (storage["2026-10"] / 31) / (storage["2026-09"] / 30) > 1.08
    assert (compute["2026-10"] / 31) / (compute["2026-09"] / 30) == pytest.approx(1, abs=0.01)


def test_the_same_day_writes_the_same_file() -> None:
    assert focus_csv(NOW) == focus_csv(NOW.replace(hour=23))
