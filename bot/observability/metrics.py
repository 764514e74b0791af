"""The numbers of one process, by Prometheus's naming rules. docs/operate.md says what each is for.

Label values come from fixed sets: tools, verdicts, states, methods of Slack, models of the settings.
"""

import logging

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

# A series of moments beside each series of counts would double what is stored, for nobody.
disable_created_metrics()  # type: ignore[no-untyped-call]

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
AREAS = ("bot", "agents", "tools", "knowledge", "storage", "procrastinate", "slack_bolt", "slack_sdk")
INSTANT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)
QUICK = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LONG = (0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320)


class Metrics:
    """Everything that is counted, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.asks_received = self._counter("asks_received", "Asks taken in.", "source")
        self.asks_finished = self._counter("asks_finished", "Asks worked on to an end.", "status")
        self.first_sign = self._histogram(
            "ask_first_sign_seconds", "From an ask to the first sign that a person sees.", QUICK
        )
        self.answer = self._histogram("ask_answer_seconds", "From an ask to its whole answer.", LONG)
        self.jobs = Gauge("quarterdeck_queue_jobs", "Jobs in the queue.", ["state"], registry=self.registry)
        self.tool_calls = self._counter("tool_calls", "Tool calls.", "tool", "outcome")
        self.tool_seconds = self._histogram("tool_call_seconds", "Length of tool calls.", QUICK, "tool")
        self.part_seconds = self._histogram(
            "tool_call_part_seconds", "What tool calls take besides the tools.", INSTANT, "part"
        )
        self.decisions = self._counter("gate_decisions", "Decisions of the gate.", "verdict")
        self.tokens = self._counter("model_tokens", "Tokens of models.", "model", "direction")
        self.dollars = self._counter("model_cost_dollars", "What models cost, in US dollars.", "model")
        self.slack_calls = self._counter("slack_calls", "Calls of Slack's Web API.", "method", "outcome")
        self.errors = self._counter("errors", "Errors that were logged.", "area")

    def text(self) -> bytes:
        """The numbers as Prometheus reads them."""
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"quarterdeck_{name}", what, labels, registry=self.registry)

    def _histogram(self, name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"quarterdeck_{name}", what, labels, registry=self.registry, buckets=buckets)


class ErrorCounter(logging.Handler):
    """Counts the errors that are logged, by the area that logs them."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__(logging.ERROR)
        self._metrics = metrics

    def emit(self, record: logging.LogRecord) -> None:
        """Count it."""
        area = record.name.partition(".")[0]
        self._metrics.errors.labels(area if area in AREAS else "other").inc()
