"""Daily costs as a picture."""

import asyncio
import io
from datetime import date, timedelta
from typing import Any

from tools.connections import Connections
from tools.costs.breakdown import money
from tools.costs.records import Costs, costs_of, known_service, summed, within
from tools.resource import the_costs
from tools.tool import Effect, ToolResult, tool

MOST_PARTS = 6
COLOURS = ("#2f6f8f", "#e08e45", "#6a9f58", "#a05195", "#c9a227", "#7f7f7f", "#b0b7bd")


class CostChart(ToolResult):
    """Costs a day over a span, stacked by service (of one service: by cloud product)."""

    source: str = "costs"
    service: str | None
    currency: str
    start: date
    end: date
    total: float
    parts: dict[str, float]

    def title(self) -> str:
        """What is drawn, and the sum."""
        of = f" of {self.service}" if self.service else ""
        span = f"{self.start} to {self.end - timedelta(days=1)}"
        return f"Daily costs{of}, {span}: {money(self.total, self.currency)}"

    def content(self) -> str:
        """The sums behind the picture."""
        return "\n".join(
            [self.title(), *(f"{name}: {money(cost, self.currency)}" for name, cost in self.parts.items())]
        )


@tool(Effect.READ, the_costs())
async def cost_chart(connections: Connections, days: int = 90, service: str | None = None) -> CostChart:
    """Draw the costs of each day as a chart, stacked by service.

    Args:
        days: How many days back, 7 to 400.
        service: Only this service, stacked by cloud product.
    """
    costs = await costs_of(connections)
    name = known_service(costs, service)
    end = costs.last_day + timedelta(days=1)
    start = max(costs.first_day, end - timedelta(days=min(max(days, 7), 400)))
    key = "cloud_service" if name else "service"
    records = list(within(costs.of(name), start, end))
    parts = summed(records, key)
    image = await asyncio.to_thread(_draw, costs, name, key, start, end, list(parts))
    return CostChart(
        url=connections.settings.costs_url,
        image=image,
        service=name,
        currency=costs.currency,
        start=start,
        end=end,
        total=round(sum(parts.values()), 2),
        parts={part: round(cost, 2) for part, cost in parts.items()},
    )


def _draw(costs: Costs, service: str | None, key: str, start: date, end: date, parts: list[str]) -> bytes:
    # The object interface: pyplot keeps global state and is not safe in threads.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    days = [start + timedelta(days=offset) for offset in range((end - start).days)]
    names = [*parts[:MOST_PARTS], *(["other"] if len(parts) > MOST_PARTS else [])]
    series = {name: dict.fromkeys(days, 0.0) for name in names}
    for record in within(costs.of(service), start, end):
        name = getattr(record, key)
        series[name if name in series else "other"][record.day] += record.cost
    figure = Figure(figsize=(9, 4), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    dates: Any = days  # matplotlib takes dates, its annotations do not know it
    axes.stackplot(dates, [list(series[name].values()) for name in names], labels=names, colors=COLOURS)
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_ylabel(f"{costs.currency} a day")
    axes.set_title(f"Daily costs{f' of {service}' if service else ''}", loc="left")
    axes.margins(x=0)
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False)
    target = io.BytesIO()
    figure.savefig(target, format="png")
    return target.getvalue()
