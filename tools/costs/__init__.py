"""What the cloud costs, from records in the FOCUS format: by service, over time, and what drives a change.

Exports its tools and results.
"""

from tools.costs.breakdown import CostBreakdown, CostShare, cost_by_service
from tools.costs.chart import CostChart, cost_chart
from tools.costs.records import CostRecord, Costs, costs_of, read_costs
from tools.costs.trend import CostDriver, CostTrend, MonthCost, cost_trend

TOOLS = (cost_by_service, cost_trend, cost_chart)

__all__ = [
    "TOOLS",
    "CostBreakdown",
    "CostChart",
    "CostDriver",
    "CostRecord",
    "CostShare",
    "CostTrend",
    "Costs",
    "MonthCost",
    "cost_by_service",
    "cost_chart",
    "cost_trend",
    "costs_of",
    "read_costs",
]
