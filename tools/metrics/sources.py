"""Finds the series that measure a service, whatever a team calls its metrics and labels."""

from dataclasses import dataclass
from typing import Final

from tools.metrics.prometheus import Prometheus
from tools.tool import ToolError

# Histograms of request durations in seconds, by the client libraries, OpenTelemetry, and service meshes.
_HISTOGRAMS: Final = (
    "http_request_duration_seconds", "http_server_request_duration_seconds", "http_server_requests_seconds",
    "request_duration_seconds", "http_request_latency_seconds",
)  # fmt: skip
_COUNTERS: Final = (
    "http_requests_total", "http_server_requests_total", "requests_total",
    "http_request_duration_seconds_count", "http_server_request_duration_seconds_count",
    "http_server_requests_seconds_count",
)  # fmt: skip
_SERVICE_LABELS: Final = ("service", "job", "app", "service_name", "application")
_ENVIRONMENT_LABELS: Final = ("environment", "env", "deployment_environment", "namespace", "stage")
_CODE_LABELS: Final = ("code", "status", "status_code", "http_status_code", "http_response_status_code")


@dataclass(frozen=True, slots=True)
class Measured:
    """The series of a service: the metric's name and the matchers inside the braces."""

    metric: str
    matchers: str
    code_label: str | None = None

    def selector(self, extra: str = "") -> str:
        """An instant vector selector."""
        return f"{self.metric}{{{', '.join(filter(None, (self.matchers, extra)))}}}"


def quoted(value: str) -> str:
    """A value as a PromQL string: whatever stands in it can't end the string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


async def find_durations(prometheus: Prometheus, service: str, environment: str | None) -> Measured:
    """The histogram of a service's request durations.

    Raises:
        ToolError: there is none under the usual names.
    """
    names = tuple(f"{name}_bucket" for name in _HISTOGRAMS)
    return await _find(prometheus, names, service, environment, "request durations")


async def find_requests(prometheus: Prometheus, service: str, environment: str | None) -> Measured:
    """The counter of a service's requests by status code.

    Raises:
        ToolError: there is none under the usual names.
    """
    return await _find(prometheus, _COUNTERS, service, environment, "requests", needs_code=True)


async def _find(
    prometheus: Prometheus,
    names: tuple[str, ...],
    service: str,
    environment: str | None,
    what: str,
    needs_code: bool = False,
) -> Measured:
    pattern = quoted("|".join(names))
    selectors = [f"{{__name__=~{pattern}, {label}={quoted(service)}}}" for label in _SERVICE_LABELS]
    found = [labels for labels in await prometheus.series(selectors) if labels.get("__name__") in names]
    found = [labels for labels in found if not needs_code or _first(labels, _CODE_LABELS)]
    # An empty matcher means "without this label" to Prometheus: no service is called like that.
    if not found or not service:
        raise ToolError(
            f"Prometheus has no {what} of a service called {service[:80]!r}.",
            f"It was looked for in {', '.join(names[:3])} and others, by {', '.join(_SERVICE_LABELS)}.",
        )
    chosen = min(found, key=lambda labels: names.index(labels["__name__"]))
    label = next(label for label in _SERVICE_LABELS if chosen.get(label) == service)
    matchers = f"{label}={quoted(service)}"
    if environment:
        place = _environment_label(found, environment)
        matchers += f", {place}={quoted(environment)}"
    return Measured(chosen["__name__"], matchers, _first(chosen, _CODE_LABELS))


def _environment_label(found: list[dict[str, str]], environment: str) -> str:
    for label in _ENVIRONMENT_LABELS:
        if any(labels.get(label) == environment for labels in found):
            return label
    known = sorted({labels[label] for labels in found for label in _ENVIRONMENT_LABELS if label in labels})
    raise ToolError(
        f"Prometheus has no series of the environment {environment[:80]!r}.",
        f"Known environments: {', '.join(known) or 'none, leave it out'}.",
    )


def _first(labels: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in labels), None)
