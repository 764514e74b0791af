"""What was spent in a period, and on what."""

from datetime import UTC, date, datetime

from pydantic import BaseModel

from tools.connections import Connections
from tools.costs.periods import Period, parse_period
from tools.costs.records import CostRecord, Costs, costs_of, known_service, summed, within
from tools.resource import the_costs
from tools.tool import Effect, ToolError, ToolResult, tool


class CostShare(BaseModel):
    """A part of the costs. `share` and `change` are in percent; `change` is against the period before."""

    name: str
    cost: float
    share: float
    before: float | None
    change: float | None


class CostBreakdown(ToolResult):
    """Costs of a period by the team's services, by what the provider calls them, and by environment."""

    source: str = "costs"
    period: str
    start: date
    end: date
    service: str | None
    currency: str
    total: float
    before: float | None
    before_label: str
    change: float | None
    by_service: list[CostShare]
    by_cloud_service: list[CostShare]
    by_environment: list[CostShare]
    note: str | None = None

    def title(self) -> str:
        """The total and how it changed."""
        of = f" for {self.service}" if self.service else ""
        return (
            f"{self.period}{of}: {money(self.total, self.currency)}{_against(self.change, self.before_label)}"
        )

    def content(self) -> str:
        """The total and three tables."""
        before = (
            f" ({self.before_label}: {money(self.before, self.currency)})" if self.before is not None else ""
        )
        parts = [
            f"{self.title()}{before}",
            _table("By service", self.by_service, self.currency),
            _table("By what it is", self.by_cloud_service, self.currency),
            _table("By environment", self.by_environment, self.currency),
        ]
        return "\n\n".join([*parts, *([self.note] if self.note else [])])


@tool(Effect.READ, the_costs())
async def cost_by_service(
    connections: Connections, period: str = "last month", service: str | None = None
) -> CostBreakdown:
    """Say what was spent in a period and on what: by service, by cloud product and by environment.

    Args:
        period: "last month", "this month", "2026-10", "october", "last 7 days", "yesterday".
        service: Only the costs of this service.
    """
    costs = await costs_of(connections)
    wanted = parse_period(period, datetime.now(UTC).date())
    name = known_service(costs, service)
    if wanted.end <= costs.first_day or wanted.start > costs.last_day:
        raise ToolError(
            f"There are no cost records for {wanted.label}.",
            f"Records go from {costs.first_day} to {costs.last_day}.",
        )
    return _breakdown(costs, wanted, name, connections.settings.costs_url)


def _breakdown(costs: Costs, period: Period, service: str | None, url: str | None) -> CostBreakdown:
    records = list(within(costs.of(service), period.start, period.end))
    earlier = period.before()
    # Half a period of records would look like a rise; better no comparison than a wrong one.
    known = earlier.start >= costs.first_day and period.end <= costs.last_day.fromordinal(
        costs.last_day.toordinal() + 1
    )
    before = list(within(costs.of(service), earlier.start, earlier.end)) if known else None
    total = sum(record.cost for record in records)
    total_before = sum(record.cost for record in before) if before is not None else None
    return CostBreakdown(
        url=url,
        period=period.label,
        start=period.start,
        end=period.end,
        service=service,
        currency=costs.currency,
        total=round(total, 2),
        before=None if total_before is None else round(total_before, 2),
        before_label=earlier.label,
        change=percent_change(total_before, total),
        by_service=_shares(records, before, "service"),
        by_cloud_service=_shares(records, before, "cloud_service"),
        by_environment=_shares(records, before, "environment"),
        note=_note(costs, period),
    )


def _shares(records: list[CostRecord], before: list[CostRecord] | None, key: str) -> list[CostShare]:
    sums, earlier = summed(records, key), summed(before or [], key)
    total = sum(sums.values())
    names = [*sums, *(name for name in earlier if name not in sums)]
    return [
        CostShare(
            name=name,
            cost=round(sums.get(name, 0.0), 2),
            share=round(100 * sums.get(name, 0.0) / total, 1) if total else 0.0,
            before=round(earlier.get(name, 0.0), 2) if before is not None else None,
            change=percent_change(earlier.get(name, 0.0), sums.get(name, 0.0))
            if before is not None
            else None,
        )
        for name in names
    ]


def _note(costs: Costs, period: Period) -> str | None:
    if period.start < costs.first_day:
        return f"Records begin only on {costs.first_day}: the period is not complete."
    if (period.end - costs.last_day).days > 1:
        return f"Records end on {costs.last_day}: the period is not complete."
    return None


def percent_change(before: float | None, after: float) -> float | None:
    """Change in percent; None when there was nothing before."""
    return round(100 * (after - before) / before, 1) if before else None


def money(amount: float, currency: str) -> str:
    """An amount with its currency: 14,031.22 USD."""
    return f"{amount:,.2f} {currency}"


def _against(change: float | None, label: str) -> str:
    if change is None:
        return ""
    if abs(change) < 0.05:
        return f", the same as {label}"
    return f", {abs(change):.1f} % {'more' if change > 0 else 'less'} than {label}"


def _table(title: str, shares: list[CostShare], currency: str) -> str:
    rows = [
        f"| {share.name} | {share.cost:,.2f} | {share.share:.1f} % | "
        f"{'' if share.change is None else f'{share.change:+.1f} %'} |"
        for share in shares
    ]
    return "\n".join([f"| {title} | {currency} | share | change |", "|---|---:|---:|---:|", *rows])
