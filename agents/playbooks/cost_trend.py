"""Why costs move."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, call, playbook, together
from agents.playbooks.wording import money, percent
from tools.costs import CostTrend, cost_chart, cost_trend
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_DRIVERS = 4


@playbook("cost-optimizer", "cost_trend")
def trend(case: Case) -> Script:
    """Put the months side by side, name the resources that made the difference, draw the days."""
    service = case.names.service
    found, chart = yield from together(call(cost_trend, service=service), call(cost_chart, service=service))
    if isinstance(found, ToolError):
        raise found
    drawn = f"\n\nThe days as a chart: [{chart.id}]" if isinstance(chart, Cited) else ""
    return Draft(_text(found), details=f"{found.content}\n\nFrom the cost records [{found.id}].{drawn}")


def _text(trend: Cited[CostTrend]) -> str:
    result = trend.result
    of = f" of {result.service}" if result.service else ""
    full = [month for month in result.months if month.complete]
    if len(full) < 2:
        return f"There are not two full months of cost records{of} to compare yet [{trend.id}]."
    last, before = full[-1], full[-2]
    change = last.change or 0.0
    direction = "rose" if change > 0 else "fell"
    lead = (
        f"Costs{of} {direction} by **{percent(abs(change))} a day** from {before.month} "
        f"({money(before.cost, result.currency)}) to {last.month} ({money(last.cost, result.currency)}) "
        f"[{trend.id}]."
    )
    if not result.drivers:
        return f"{lead} No single resource stands out."
    lines = [
        f"- `{driver.resource}` ({driver.service}, {driver.cloud_service}): "
        f"{money(driver.difference, result.currency, signed=True)}" + _change_of(driver.was, driver.now)
        for driver in result.drivers[:MOST_DRIVERS]
    ]
    ahead = ""
    if result.projected is not None:
        ahead = f"\nThis month is on the way to {money(result.projected, result.currency)}."
    return f"{lead} What moved most [{trend.id}]:\n" + "\n".join(lines) + ahead


def _change_of(was: str, now: str) -> str:
    return f" – was “{was}”, now “{now}”" if was and now and was != now else ""
