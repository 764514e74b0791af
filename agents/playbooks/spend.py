"""What was spent, and on what."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, attempt, playbook, use
from agents.playbooks.wording import money, percent
from tools.costs import CostBreakdown, cost_by_service, cost_chart
from tools.toolbox import Cited

LARGEST = 5


@playbook("cost-optimizer", "spend")
def spend(case: Case) -> Script:
    """Sum the period by service and by cloud product, compare it with the period before, draw the days."""
    names = case.names
    costs = yield from use(cost_by_service, period=names.period or "last month", service=names.service)
    chart = yield from attempt(cost_chart, service=names.service)
    return Draft(_text(costs), details=_details(costs, chart.id if isinstance(chart, Cited) else None))


def _text(costs: Cited[CostBreakdown]) -> str:
    found = costs.result
    of = f" for {found.service}" if found.service else ""
    change = ""
    if found.change is not None:
        word = "more" if found.change > 0 else "less"
        change = f", {percent(abs(found.change))} {word} than in {found.before_label}"
    parts = found.by_cloud_service if found.service else found.by_service
    lines = [
        f"- {part.name}: {money(part.cost, found.currency)} ({percent(part.share)} of it"
        + (f", {percent(part.change, signed=True)})" if part.change is not None else ")")
        for part in parts[:LARGEST]
    ]
    lead = f"**{money(found.total, found.currency)}**{of} in {found.period}{change} [{costs.id}]."
    note = f"\n\n{found.note}" if found.note else ""
    return f"{lead} The largest parts:\n" + "\n".join(lines) + note


def _details(costs: Cited[CostBreakdown], chart: str | None) -> str:
    table = f"{costs.content}\n\nFrom the cost records [{costs.id}]."
    return f"{table}\n\nThe days as a chart: [{chart}]" if chart else table
