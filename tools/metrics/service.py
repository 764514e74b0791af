"""How fast a service answers and how often it fails: now, and at the same time last week."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import BaseModel

from tools.connections import Connections
from tools.metrics.prometheus import Prometheus, Series
from tools.metrics.sources import Measured, find_durations, find_requests
from tools.metrics.units import Unit, number, times
from tools.periods import moment, span
from tools.resource import a_service
from tools.tool import Effect, ToolResult, tool

WEEK: Final = timedelta(days=7)
_WINDOW: Final = "5m"
_SHARES: Final = ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))
# From this ratio on a change is worth a look at when it began, over this long.
_NOTABLE: Final = 1.5
_LOOKBACK: Final = timedelta(days=3)
_STEP: Final = timedelta(minutes=10)


class Compared(BaseModel):
    """A value now and at the same time last week; `ratio` is now divided by then."""

    name: str
    unit: Unit
    now: float | None
    last_week: float | None

    @property
    def ratio(self) -> float | None:
        """How many times as much it is as last week."""
        if self.now is None or not self.last_week:
            return None
        return self.now / self.last_week

    def text(self) -> str:
        """Both values and the ratio."""
        # 1.4 times and 23 times: more digits say no more.
        digits = 1 if (self.ratio or 0) < 10 else 0
        ratio = "" if self.ratio is None else f" ({self.ratio:.{digits}f} times last week's)"
        then = number(self.last_week, self.unit)
        return f"{self.name}: {number(self.now, self.unit)} now, {then} last week{ratio}"


class _Comparison(ToolResult):
    source: str = "prometheus"
    service: str
    environment: str | None
    at: datetime
    values: list[Compared]
    changed_at: datetime | None = None
    query: str

    def value(self, name: str) -> Compared:
        """The value of that name; KeyError when there is none."""
        for one in self.values:
            if one.name == name:
                return one
        raise KeyError(name)

    def _place(self) -> str:
        return f"{self.service} in {self.environment}" if self.environment else self.service

    def _headline(self, name: str, what: str) -> str:
        one = self.value(name)
        now, then = number(one.now, one.unit), number(one.last_week, one.unit)
        return f"{what} of {self._place()}: {now} now, {then} at the same time last week ({times(one.ratio)})"

    def content(self) -> str:
        """All values, and since when they are higher."""
        lines = [
            f"{self.title()}.",
            f"Measured over {_WINDOW} until {moment(self.at)}; last week means {moment(self.at - WEEK)}.",
            *(f"- {one.text()}" for one in self.values),
        ]
        if self.changed_at:
            since = f"{moment(self.changed_at)} ({span(self.at - self.changed_at)} ago)"
            lines.append(f"It has been this high without a break since about {since}.")
        return "\n".join([*lines, f"Query: {self.query}"])


class ServiceLatency(_Comparison):
    """Percentiles of a service's request durations; `values` are p50, p95, p99 and the requests a second."""

    def title(self) -> str:
        """The 95th percentile now and then."""
        return self._headline("p95", "p95 latency")


class ServiceErrors(_Comparison):
    """How many of a service's requests failed; `values` are error ratio, errors and requests a second."""

    def title(self) -> str:
        """The share now and then."""
        return self._headline("error ratio", "5xx ratio")


@tool(Effect.READ, a_service(environment="environment"))
async def service_latency(
    connections: Connections, service: str, environment: str | None = "production"
) -> ServiceLatency:
    """Tell how slow a service is: p50, p95 and p99 now, against the same time last week.

    Args:
        service: The service, such as "checkout".
        environment: The environment; null for all of them together.
    """
    prometheus = connections.prometheus
    measured = await find_durations(prometheus, service, environment)
    queries = {name: latency_query(measured, share) for share, name in _SHARES}
    queries["requests"] = f"sum(rate({_counted(measured).selector()}[{_WINDOW}]))"
    now = datetime.now(UTC)
    units: dict[str, Unit] = {"requests": "per second"}
    values = await _compare(prometheus, queries, units, "seconds", now)
    p95 = next(one for one in values if one.name == "p95")
    return ServiceLatency(
        url=prometheus.link(queries["p95"], timedelta(days=1)),
        service=service, environment=environment, at=now, values=values, query=queries["p95"],
        changed_at=await _changed_at(prometheus, queries["p95"], p95, now),
    )  # fmt: skip


@tool(Effect.READ, a_service(environment="environment"))
async def service_errors(
    connections: Connections, service: str, environment: str | None = "production"
) -> ServiceErrors:
    """Tell how often a service fails: the share of 5xx answers now, against the same time last week.

    Args:
        service: The service, such as "checkout".
        environment: The environment; null for all of them together.
    """
    prometheus = connections.prometheus
    measured = await find_requests(prometheus, service, environment)
    queries = {
        "error ratio": errors_query(measured),
        "errors": f"sum(rate({_failed(measured)}[{_WINDOW}])) or vector(0)",
        "requests": requests_query(measured),
    }
    now = datetime.now(UTC)
    units: dict[str, Unit] = {"error ratio": "ratio"}
    values = await _compare(prometheus, queries, units, "per second", now)
    ratio = values[0]
    return ServiceErrors(
        url=prometheus.link(queries["error ratio"], timedelta(days=1)),
        service=service, environment=environment, at=now, values=values, query=queries["error ratio"],
        changed_at=await _changed_at(prometheus, queries["error ratio"], ratio, now),
    )  # fmt: skip


def latency_query(measured: Measured, share: float) -> str:
    """The quantile of all requests of a service."""
    return f"histogram_quantile({share}, sum by (le) (rate({measured.selector()}[{_WINDOW}])))"


def requests_query(measured: Measured) -> str:
    """Requests a second."""
    return f"sum(rate({measured.selector()}[{_WINDOW}]))"


def errors_query(measured: Measured) -> str:
    """The share of requests that were answered with a 5xx code; zero where there was no such answer."""
    failed = f"(sum(rate({_failed(measured)}[{_WINDOW}])) or vector(0))"
    return f"{failed} / {requests_query(measured)}"


def _failed(measured: Measured) -> str:
    return measured.selector(f'{measured.code_label}=~"5.."')


def _counted(measured: Measured) -> Measured:
    """The counter that belongs to a histogram."""
    return Measured(f"{measured.metric.removesuffix('_bucket')}_count", measured.matchers)


async def _compare(
    prometheus: Prometheus, queries: dict[str, str], units: dict[str, Unit], usual: Unit, now: datetime
) -> list[Compared]:
    async def both(name: str, query: str) -> Compared:
        current, then = await asyncio.gather(
            prometheus.query(query, now), prometheus.query(query, now - WEEK)
        )
        return Compared(
            name=name,
            unit=units.get(name, usual),
            now=current[0].value if current else None,
            last_week=then[0].value if then else None,
        )

    return list(await asyncio.gather(*(both(name, query) for name, query in queries.items())))


async def _changed_at(prometheus: Prometheus, query: str, value: Compared, now: datetime) -> datetime | None:
    """Since when a value has been notably higher than last week, without a break; None when it is not."""
    if value.ratio is None or value.ratio < _NOTABLE or value.now is None or value.last_week is None:
        return None
    series = await prometheus.query_range(query, now - _LOOKBACK, now, _STEP)
    return began(series[0], (value.now + value.last_week) / 2) if series else None


def began(series: Series, limit: float) -> datetime | None:
    """The first moment of the stretch above a limit that lasts until the end; None when it ends below."""
    since: float | None = None
    for at, value in reversed(series.points):
        if value is None or value <= limit:
            break
        since = at
    return None if since is None else datetime.fromtimestamp(since, UTC)
