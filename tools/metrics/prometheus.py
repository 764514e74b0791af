"""Prometheus, by its HTTP API: https://prometheus.io/docs/prometheus/latest/querying/api/."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from pydantic import BaseModel

from tools.metrics.http import JsonClient
from tools.tool import ToolError


class Sample(BaseModel):
    """A value of a series at one moment; None where it is not a number."""

    labels: dict[str, str]
    value: float | None


class Series(BaseModel):
    """A series over a period: pairs of a unix time and a value, None where it is not a number."""

    labels: dict[str, str]
    points: list[tuple[float, float | None]]

    @property
    def values(self) -> list[float]:
        """The values that are numbers."""
        return [value for _, value in self.points if value is not None]


class Rule(BaseModel):
    """An alerting or recording rule; `hold_seconds` is its `for`."""

    group: str
    name: str
    kind: Literal["alerting", "recording"]
    query: str
    state: str | None = None
    hold_seconds: float = 0.0
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}


class ActiveAlert(BaseModel):
    """An alert that Prometheus holds for pending or firing."""

    labels: dict[str, str]
    annotations: dict[str, str]
    state: str
    active_at: datetime
    value: float | None


class Prometheus:
    """A Prometheus server.

    Args:
        url: its address.
        token: a bearer token, where it stands behind a door.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self._http = JsonClient("Prometheus", "PROMETHEUS_URL", url, token)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def check(self) -> str:
        """Which Prometheus this is."""
        info = await self._get("status/buildinfo")
        return f"Prometheus {info['version']} at {self._http.url}"

    async def query(self, expression: str, at: datetime | None = None) -> list[Sample]:
        """Evaluate an expression at a moment, now by default; a scalar is a sample without labels."""
        params = [("query", expression)]
        if at is not None:
            params.append(("time", str(at.timestamp())))
        data = await self._get("query", params)
        if data["resultType"] == "vector":
            return [Sample(labels=one["metric"], value=_number(one["value"][1])) for one in data["result"]]
        if data["resultType"] == "scalar":
            return [Sample(labels={}, value=_number(data["result"][1]))]
        raise ToolError(
            f"The query gives a {data['resultType']}, not values at one moment.",
            "Ask for a period, or wrap it in a function such as rate().",
        )

    async def query_range(
        self, expression: str, start: datetime, end: datetime, step: timedelta
    ) -> list[Series]:
        """Evaluate an expression over a period."""
        params = [
            ("query", expression),
            ("start", str(start.timestamp())),
            ("end", str(end.timestamp())),
            ("step", str(step.total_seconds())),
        ]
        data = await self._get("query_range", params)
        return [
            Series(labels=one["metric"], points=[(float(at), _number(text)) for at, text in one["values"]])
            for one in data["result"]
        ]

    async def series(
        self, selectors: list[str], since: timedelta = timedelta(hours=1)
    ) -> list[dict[str, str]]:
        """The labels of the series that match any of the selectors and had values lately."""
        now = datetime.now(UTC)
        params = [("match[]", selector) for selector in selectors]
        params += [("start", str((now - since).timestamp())), ("end", str(now.timestamp()))]
        found: list[dict[str, str]] = await self._get("series", params)
        return found

    async def alerts(self) -> list[ActiveAlert]:
        """The alerts that are pending or firing."""
        data = await self._get("alerts")
        return [
            ActiveAlert(
                labels=one["labels"],
                annotations=one.get("annotations") or {},
                state=one["state"],
                active_at=one["activeAt"],
                value=_number(one["value"]),
            )
            for one in data["alerts"]
        ]

    async def rules(self) -> list[Rule]:
        """All rules."""
        data = await self._get("rules")
        return [_rule(group["name"], rule) for group in data["groups"] for rule in group["rules"]]

    def link(
        self, expression: str, period: timedelta = timedelta(days=1), end: datetime | None = None
    ) -> str:
        """The address of the page that draws an expression."""
        parameters = {
            "g0.expr": expression,
            "g0.tab": "0",
            "g0.range_input": f"{period.total_seconds():.0f}s",
        }
        if end is not None:
            parameters["g0.end_input"] = f"{end.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        return f"{self._http.url}/graph?{urlencode(parameters)}"

    @property
    def alerts_page(self) -> str:
        """The address of a page with the active alerts: `/alerts` is missing in some packagings."""
        return f"{self._http.url}/graph?{urlencode({'g0.expr': 'ALERTS', 'g0.tab': '1'})}"

    @property
    def rules_page(self) -> str:
        """The address of all rules."""
        return f"{self._http.url}/api/v1/rules"

    async def _get(self, path: str, params: list[tuple[str, str]] | None = None) -> Any:
        body = await self._http.get(f"/api/v1/{path}", params)
        if not isinstance(body, dict) or "data" not in body:
            raise ToolError(f"What answers at {self._http.url} is not Prometheus.", "Check PROMETHEUS_URL.")
        return body["data"]


def _rule(group: str, rule: dict[str, Any]) -> Rule:
    return Rule(
        group=group,
        name=rule["name"],
        kind=rule["type"],
        query=rule["query"],
        state=rule.get("state"),
        hold_seconds=rule.get("duration") or 0.0,
        labels=rule.get("labels") or {},
        annotations=rule.get("annotations") or {},
    )


def _number(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None
