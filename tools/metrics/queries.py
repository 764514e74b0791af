"""PromQL that somebody wrote: at one moment, or over a period."""

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from tools.connections import Connections
from tools.metrics.prometheus import Sample, Series
from tools.metrics.units import labelled, number
from tools.periods import moment, parse_since, span
from tools.resource import METRICS
from tools.tool import Effect, ToolError, ToolResult, tool

_POINTS = 240
_SHORTEST_STEP = timedelta(seconds=15)
_SHOWN = 40
_SHOWN_POINTS = 24


class MetricValues(ToolResult):
    """The value of each series at one moment."""

    source: str = "prometheus"
    query: str
    at: datetime
    samples: list[Sample]

    def title(self) -> str:
        """The value, or how many there are."""
        if len(self.samples) == 1:
            return f"{self.query} = {number(self.samples[0].value)}"
        return f"{self.query}: {len(self.samples)} series" if self.samples else f"{self.query}: no data"

    def content(self) -> str:
        """One line a series."""
        lines = [f"{self.query} at {moment(self.at)}: {len(self.samples)} series."]
        lines += [f"- {labelled(one.labels)} = {number(one.value)}" for one in self.samples[:_SHOWN]]
        if len(self.samples) > _SHOWN:
            lines.append(f"({len(self.samples) - _SHOWN} more series are not shown.)")
        return "\n".join(lines)


class Summary(BaseModel):
    """A series over a period in five numbers."""

    labels: dict[str, str]
    lowest: float
    average: float
    highest: float
    first: float
    last: float

    def text(self) -> str:
        """The five numbers in a line."""
        return (
            f"- {labelled(self.labels)}: lowest {number(self.lowest)}, average {number(self.average)}, "
            f"highest {number(self.highest)}, first {number(self.first)}, last {number(self.last)}"
        )


class MetricHistory(ToolResult):
    """Series over a period."""

    source: str = "prometheus"
    query: str
    start: datetime
    end: datetime
    step_seconds: float
    series: list[Series]

    def summaries(self) -> list[Summary]:
        """Each series that has values, in five numbers."""
        return [
            Summary(
                labels=one.labels, lowest=min(one.values), average=sum(one.values) / len(one.values),
                highest=max(one.values), first=one.values[0], last=one.values[-1],
            )
            for one in self.series
            if one.values
        ]  # fmt: skip

    def title(self) -> str:
        """The span of the values."""
        found = self.summaries()
        if not found:
            return f"{self.query}: no data since {moment(self.start)}"
        if len(found) > 1:
            return f"{self.query}: {len(found)} series since {moment(self.start)}"
        one = found[0]
        return f"{self.query}: from {number(one.lowest)} to {number(one.highest)}, last {number(one.last)}"

    def content(self) -> str:
        """Each series in five numbers, and some of its values."""
        period = f"{moment(self.start)} to {moment(self.end)} ({span(self.end - self.start)})"
        lines = [f"{self.query} from {period}, one value each {self.step_seconds:.0f} s."]
        lines += [one.text() for one in self.summaries()[:_SHOWN]]
        if len(self.series) == 1:
            every = max(len(self.series[0].points) // _SHOWN_POINTS, 1)
            points = self.series[0].points[::-every][::-1]
            told = (f"{datetime.fromtimestamp(at, UTC):%m-%d %H:%M} {number(value)}" for at, value in points)
            lines.append(f"Values: {'; '.join(told)}.")
        return "\n".join(lines)


@tool(Effect.READ, METRICS)
async def query_metric(connections: Connections, query: str, at: str | None = None) -> MetricValues:
    """Evaluate a PromQL expression at one moment.

    Args:
        query: PromQL, such as sum by (service) (rate(http_requests_total[5m])).
        at: The moment: ISO 8601, or words such as "yesterday" or "24h"; now by default.
    """
    now = datetime.now(UTC)
    when = parse_since(at, now) if at else now
    samples = await connections.prometheus.query(query, when)
    url = connections.prometheus.link(query, timedelta(hours=1), when)
    return MetricValues(url=url, query=query, at=when, samples=samples)


@tool(Effect.READ, METRICS)
async def query_range(
    connections: Connections, query: str, since: str = "24h", until: str | None = None
) -> MetricHistory:
    """Evaluate a PromQL expression over a period.

    Args:
        query: PromQL, such as sum(rate(http_requests_total{service="checkout"}[5m])).
        since: Where the period begins: ISO 8601, or words such as "yesterday", "24h" or "7d".
        until: Where it ends; now by default.
    """
    now = datetime.now(UTC)
    start, end = parse_since(since, now), parse_since(until, now) if until else now
    if start >= end:
        raise ToolError("The period ends before it begins.", "Give an earlier `since`.")
    step = step_for(end - start)
    series = await connections.prometheus.query_range(query, start, end, step)
    return MetricHistory(
        url=connections.prometheus.link(query, end - start, end),
        query=query, start=start, end=end, step_seconds=step.total_seconds(), series=series,
    )  # fmt: skip


def step_for(period: timedelta) -> timedelta:
    """A distance between values with which a period is well drawn."""
    return max(timedelta(seconds=round(period.total_seconds() / _POINTS)), _SHORTEST_STEP)
