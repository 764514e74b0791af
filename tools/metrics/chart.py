"""A chart of a service's latency, errors or requests, or of any query, against last week."""

import asyncio
from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from tools.connections import Connections
from tools.metrics.drawing import Drawing, Line, Marker, draw
from tools.metrics.prometheus import Prometheus, Series
from tools.metrics.queries import step_for
from tools.metrics.service import WEEK, errors_query, latency_query, requests_query
from tools.metrics.sources import find_durations, find_requests
from tools.metrics.units import Unit, labelled, number
from tools.periods import moment, parse_since, span
from tools.resource import METRICS
from tools.tool import Effect, ToolError, ToolResult, tool

Measure = Literal["latency", "errors", "requests"]

# More lines than this nobody can tell apart.
_MOST_LINES = 6
_UNITS: dict[str, Unit] = {"latency": "seconds", "errors": "ratio", "requests": "per second"}
_NAMES = {"latency": "p95 latency", "errors": "5xx ratio", "requests": "requests per second"}


class Drawn(BaseModel):
    """A line of the chart in numbers; the averages are over the whole period."""

    label: str
    average: float | None
    highest: float | None
    last: float | None
    average_last_week: float | None


class Marked(BaseModel):
    """A deployment in the chart."""

    at: datetime
    label: str


class Chart(ToolResult):
    """A chart; `image` is a PNG. `problems` says what is missing from it."""

    source: str = "prometheus"
    heading: str
    query: str
    unit: Unit
    start: datetime
    end: datetime
    lines: list[Drawn]
    deployments: list[Marked]
    problems: list[str]

    def title(self) -> str:
        """What is drawn, and how it ends."""
        if len(self.lines) == 1:
            one = self.lines[0]
            last, highest = number(one.last, self.unit), number(one.highest, self.unit)
            return f"{self.heading}: last {last}, highest {highest}"
        return f"{self.heading}: {f'{len(self.lines)} lines' if self.lines else 'no data'}"

    def content(self) -> str:
        """The lines in numbers, and the deployments."""
        period = f"{moment(self.start)} to {moment(self.end)} ({span(self.end - self.start)})"
        lines = [f"Chart of {self.heading}, {period}, with the same period a week before as a pale line."]
        lines += [self._line(one) for one in self.lines]
        lines += [f"- marked: {one.label} at {moment(one.at)}" for one in self.deployments]
        return "\n".join([*lines, *self.problems, f"Query: {self.query}"])

    def _line(self, one: Drawn) -> str:
        told = {
            "average": one.average,
            "highest": one.highest,
            "last": one.last,
            "average a week before": one.average_last_week,
        }
        return f"- {one.label}: " + ", ".join(
            f"{name} {number(value, self.unit)}" for name, value in told.items()
        )


@tool(Effect.READ, METRICS)
async def chart(
    connections: Connections,
    service: str | None = None,
    measure: Literal["latency", "errors", "requests"] = "latency",
    query: str | None = None,
    since: str = "24h",
    environment: str | None = "production",
) -> Chart:
    """Draw a chart over time with the same period of last week beside it and deployments marked.

    Args:
        service: The service, such as "checkout".
        measure: What to draw of the service: its p95 latency, its share of 5xx answers, or its requests.
        query: PromQL to draw instead of a measure.
        since: Where the period begins: ISO 8601, or words such as "yesterday", "24h" or "7d".
        environment: The environment of the service; null for all of them together.
    """
    now = datetime.now(UTC)
    start = parse_since(since, now)
    expression = query or await _expression(connections.prometheus, service, measure, environment)
    unit = "number" if query else _UNITS[measure]
    current, before = await _both(connections.prometheus, expression, start, now)
    markers, problems = await _deployments(connections, service, environment, start)
    heading = _heading(service, environment, measure, query)
    labels = _labels(current[:_MOST_LINES])
    lines = tuple(_line(series, before, label) for series, label in zip(current, labels, strict=False))
    if len(current) > _MOST_LINES:
        problems.append(f"Only {_MOST_LINES} of {len(current)} series are drawn.")
    subtitle = f"{start:%-d %b %H:%M} – {now:%-d %b %Y %H:%M} UTC"
    drawing = Drawing(heading, subtitle, unit, start, now, lines, tuple(markers))
    return Chart(
        url=connections.prometheus.link(expression, now - start, now),
        image=await asyncio.to_thread(draw, drawing),
        heading=heading, query=expression, unit=unit, start=start, end=now,
        lines=[_drawn(line) for line in lines],
        deployments=[Marked(at=marker.at, label=marker.label) for marker in markers], problems=problems,
    )  # fmt: skip


async def _expression(
    prometheus: Prometheus, service: str | None, measure: Measure, environment: str | None
) -> str:
    if service is None:
        raise ToolError("There is nothing to draw.", "Name a service, or give a query.")
    if measure == "latency":
        return latency_query(await find_durations(prometheus, service, environment), 0.95)
    measured = await find_requests(prometheus, service, environment)
    return errors_query(measured) if measure == "errors" else requests_query(measured)


async def _both(
    prometheus: Prometheus, expression: str, start: datetime, end: datetime
) -> tuple[list[Series], dict[str, Series]]:
    """The series of the period, and those of the same period a week before by their labels."""
    step = step_for(end - start)
    current, before = await asyncio.gather(
        prometheus.query_range(expression, start, end, step),
        prometheus.query_range(expression, start - WEEK, end - WEEK, step),
    )
    ranked = sorted(current, key=lambda series: max(series.values, default=0.0), reverse=True)
    return ranked, {labelled(series.labels): series for series in before}


async def _deployments(
    connections: Connections, service: str | None, environment: str | None, start: datetime
) -> tuple[list[Marker], list[str]]:
    """Deployments of the service since a moment; a chart without them is better than none."""
    from tools.pipelines.deployments import deployments_of

    if service is None or not connections.catalog.pipelines_of(service, "deploy"):
        return [], []
    try:
        found = await deployments_of(connections, service, environment, start.isoformat())
    except ToolError as error:
        return [], [f"Deployments are not marked: {error}"]
    return [Marker(run.started_at, f"{service} {run.version or run.number}") for run in found.deployments], []


def _heading(service: str | None, environment: str | None, measure: Measure, query: str | None) -> str:
    if query:
        return query if len(query) <= 80 else f"{query[:79]}…"
    place = f"{service} in {environment}" if environment else f"{service}"
    return f"{place}: {_NAMES[measure]}"


def _labels(series: list[Series]) -> list[str]:
    """What tells the series apart: the values of the labels that differ."""
    if len(series) == 1:
        return ["now"]
    names = sorted({name for one in series for name in one.labels})
    differing = [name for name in names if len({one.labels.get(name) for one in series}) > 1]
    return [", ".join(one.labels.get(name, "–") for name in differing)[:40] for one in series]


def _line(series: Series, before: dict[str, Series], label: str) -> Line:
    then = before.get(labelled(series.labels))
    return Line(label, series.points, then.points if then else ())


def _drawn(line: Line) -> Drawn:
    values = [value for _, value in line.points if value is not None]
    then = [value for _, value in line.before if value is not None]
    return Drawn(
        label=line.label,
        average=sum(values) / len(values) if values else None,
        highest=max(values, default=None),
        last=values[-1] if values else None,
        average_last_week=sum(then) / len(then) if then else None,
    )
