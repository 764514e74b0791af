"""Metrics and alerts of Prometheus and Alertmanager: values, comparison with last week, charts.

`Prometheus` and `Alertmanager` are the clients; the tools find a service's series under the usual names.
"""

from tools.metrics.alertmanager import Alertmanager
from tools.metrics.alerts import Alerts, Rules, list_alerts, list_rules
from tools.metrics.chart import Chart, chart
from tools.metrics.error_budget import ErrorBudget, error_budget
from tools.metrics.prometheus import Prometheus
from tools.metrics.queries import MetricHistory, MetricValues, query_metric, query_range
from tools.metrics.service import Compared, ServiceErrors, ServiceLatency, service_errors, service_latency

TOOLS = (
    query_metric,
    query_range,
    service_latency,
    service_errors,
    list_alerts,
    list_rules,
    error_budget,
    chart,
)

__all__ = [
    "TOOLS",
    "Alertmanager",
    "Alerts",
    "Chart",
    "Compared",
    "ErrorBudget",
    "MetricHistory",
    "MetricValues",
    "Prometheus",
    "Rules",
    "ServiceErrors",
    "ServiceLatency",
    "chart",
    "error_budget",
    "list_alerts",
    "list_rules",
    "query_metric",
    "query_range",
    "service_errors",
    "service_latency",
]
