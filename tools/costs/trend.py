"""How costs move from month to month, and which resources drive it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel

from tools.connections import Connections
from tools.costs.breakdown import money, percent_change
from tools.costs.periods import Period, month, next_month
from tools.costs.records import CostRecord, Costs, costs_of, known_service, summed, within
from tools.resource import the_costs
from tools.tool import Effect, ToolError, ToolResult, tool

MOST_DRIVERS = 6
LEAST_SHARE = 0.01  # of the total: a resource that moves less does not drive anything


class MonthCost(BaseModel):
    """Costs of a calendar month. `change` (percent) is of the cost a day, since months differ in length."""

    month: str
    days: int
    cost: float
    per_day: float
    change: float | None
    complete: bool


class CostDriver(BaseModel):
    """A resource whose costs moved between the last two full months; `change` is in percent."""

    resource: str
    service: str
    cloud_service: str
    before: float
    after: float
    difference: float
    change: float | None
    was: str
    now: str


class CostTrend(ToolResult):
    """Months side by side, and the resources that made the difference."""

    source: str = "costs"
    service: str | None
    currency: str
    months: list[MonthCost]
    projected: float | None
    drivers: list[CostDriver]

    def title(self) -> str:
        """The last full month against the one before, and the first driver."""
        of = f" of {self.service}" if self.service else ""
        full = [item for item in self.months if item.complete]
        if not full:
            return f"Costs{of}: no full month yet"
        last = full[-1]
        change = "" if last.change is None else f" ({last.change:+.1f} % a day)"
        because = f", mostly {self.drivers[0].resource}" if self.drivers else ""
        return f"Costs{of} in {last.month}: {money(last.cost, self.currency)}{change}{because}"

    def content(self) -> str:
        """The months and the drivers as tables."""
        rows = [
            f"| {item.month}{'' if item.complete else ' (so far)'} | {item.days} | {item.cost:,.2f} | "
            f"{item.per_day:,.2f} | {'' if item.change is None else f'{item.change:+.1f} %'} |"
            for item in self.months
        ]
        head = [f"| month | days | {self.currency} | a day | change a day |", "|---|---:|---:|---:|---:|"]
        parts = [self.title(), "\n".join([*head, *rows])]
        if self.projected is not None:
            whole = money(self.projected, self.currency)
            parts.append(f"At this month's daily average the whole month comes to {whole}.")
        parts += [_driver_text(driver, self.currency) for driver in self.drivers]
        return "\n\n".join(parts)


@tool(Effect.READ, the_costs())
async def cost_trend(connections: Connections, months: int = 3, service: str | None = None) -> CostTrend:
    """Compare the costs of months and name the resources that made the difference.

    Args:
        months: How many full months, 2 to 24; the current one is added so far.
        service: Only the costs of this service.
    """
    costs = await costs_of(connections)
    name = known_service(costs, service)
    return _trend(
        costs, name, min(max(months, 2), 24), datetime.now(UTC).date(), connections.settings.costs_url
    )


def _trend(costs: Costs, service: str | None, count: int, today: date, url: str | None) -> CostTrend:
    records = list(costs.of(service))
    end = min(today, costs.last_day + timedelta(days=1))
    periods = [period for period in _months(costs, count, end) if period.days]
    if len(periods) > 1 and periods[0].start.day != 1:
        periods = periods[1:]  # the records begin within that month
    if not periods:
        raise ToolError("There are no cost records of the last months.", f"Records end on {costs.last_day}.")
    rows: list[MonthCost] = []
    for period in periods:
        cost = sum(record.cost for record in within(records, period.start, period.end))
        per_day = cost / period.days
        complete = period.start.day == 1 and period.end == next_month(period.start)
        change = percent_change(rows[-1].per_day, per_day) if rows else None
        rows.append(
            MonthCost(
                month=f"{period.start:%B %Y}",
                days=period.days,
                cost=round(cost, 2),
                per_day=round(per_day, 2),
                change=change,
                complete=complete,
            )
        )
    full = [period for period, row in zip(periods, rows, strict=True) if row.complete]
    whole = month(periods[-1].start).days
    return CostTrend(
        url=url,
        service=service,
        currency=costs.currency,
        months=rows,
        projected=None if rows[-1].complete else round(rows[-1].cost / rows[-1].days * whole, 2),
        drivers=_drivers(records, full[-2], full[-1]) if len(full) > 1 else [],
    )


def _months(costs: Costs, count: int, end: date) -> list[Period]:
    """The last full months and the current one, as far as there are records."""
    found: list[Period] = []
    start = (end - timedelta(days=1)).replace(day=1)
    while len(found) <= count and next_month(start) > costs.first_day:
        period = month(start)
        found.append(Period(max(period.start, costs.first_day), min(period.end, end), period.label))
        start = (start - timedelta(days=1)).replace(day=1)
    return found[::-1]


def _drivers(records: list[CostRecord], before: Period, after: Period) -> list[CostDriver]:
    old, new = (list(within(records, period.start, period.end)) for period in (before, after))
    # Per day, scaled to the later month: a month with 31 days costs more without anything having changed.
    scale = after.days / before.days
    sums_old = {name: cost * scale for name, cost in summed(old, "resource").items()}
    sums_new = summed(new, "resource")
    least = LEAST_SHARE * max(sum(sums_new.values()), sum(sums_old.values()), 0.01)
    moved = sorted(
        sums_old.keys() | sums_new.keys(),
        key=lambda name: -abs(sums_new.get(name, 0.0) - sums_old.get(name, 0.0)),
    )
    drivers = [_driver(name, old, new, sums_old.get(name, 0.0), sums_new.get(name, 0.0)) for name in moved]
    return [driver for driver in drivers[:MOST_DRIVERS] if abs(driver.difference) >= least / 2]


def _driver(
    name: str, old: list[CostRecord], new: list[CostRecord], before: float, after: float
) -> CostDriver:
    was, now = ([record for record in records if record.resource == name] for records in (old, new))
    example = (now or was)[-1]
    return CostDriver(
        resource=name,
        service=example.service,
        cloud_service=example.cloud_service,
        before=round(before, 2),
        after=round(after, 2),
        difference=round(after - before, 2),
        change=percent_change(before, after),
        was=_described(was),
        now=_described(now),
    )


def _described(records: list[CostRecord]) -> str:
    return Counter(record.description for record in records).most_common(1)[0][0] if records else ""


def _driver_text(driver: CostDriver, currency: str) -> str:
    change = "new" if driver.change is None else f"{driver.change:+.1f} %"
    text = (
        f"{driver.resource} ({driver.cloud_service}, {driver.service}): {driver.before:,.2f} → "
        f"{money(driver.after, currency)}, {driver.difference:+,.2f} ({change}), "
        "with the earlier month scaled to as many days"
    )
    if driver.was and driver.now and driver.was != driver.now:
        text += f". Was “{driver.was}”, now “{driver.now}”"
    return f"{text}."
