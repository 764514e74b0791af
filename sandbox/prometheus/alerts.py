"""Which alerts are active, since when, and which were: worked out from the rules and the series."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

import numpy as np

from sandbox.company.metrics import Series
from sandbox.company.traffic import Array, Function
from sandbox.prometheus.promql import Row, evaluate
from sandbox.prometheus.promql.values import Mask
from sandbox.prometheus.rules import Rule, fill
from sandbox.prometheus.store import Store

# How far back an active alert's beginning is looked for, and how finely.
_MEMORY: Final = 36 * 3600.0
_STEP: Final = 60.0
# For how long the evaluated history stays good.
_FRESH: Final = 120.0


@dataclass(frozen=True, slots=True)
class Alert:
    """An active alert; `since` is a unix time."""

    rule: Rule
    labels: dict[str, str]
    annotations: dict[str, str]
    since: float
    value: float
    state: Literal["pending", "firing"]


@dataclass
class AlertBook:
    """Evaluates alert rules over the story.

    Args:
        store: the series.
        rules: what to alert on.
    """

    store: Store
    rules: list[Rule]
    _history: tuple[float, list[Series]] = field(default=(0.0, []), init=False)

    def active(self, at: float) -> list[Alert]:
        """The alerts that are pending or firing at a unix time."""
        times = np.append(np.arange(at - _MEMORY, at, _STEP), at)
        return [alert for rule in self.rules for alert in self._active(rule, times)]

    def _active(self, rule: Rule, times: Array) -> Iterator[Alert]:
        for row in self._rows(rule, times):
            if not row.present[-1]:
                continue
            gaps = np.flatnonzero(~row.present)
            since = float(times[gaps[-1] + 1 if gaps.size else 0])
            labels = _labels(rule, row)
            value = float(row.values[-1])
            annotations = {name: fill(text, labels, value) for name, text in rule.annotations.items()}
            state: Literal["pending", "firing"] = "firing" if times[-1] - since >= rule.hold else "pending"
            yield Alert(rule, labels, annotations, since, value, state)

    def series(self) -> list[Series]:
        """The `ALERTS` series of the whole history, as Prometheus would have written them."""
        made, series = self._history
        now = self.store.now()
        if now - made > _FRESH:
            times = np.arange(self.store.metrics.origin, now, 2 * _STEP)
            rows = ((rule, row) for rule in self.rules for row in self._rows(rule, times))
            series = [one for rule, row in rows for one in _past(rule, row, times)]
            self._history = (now, series)
        return series

    def _rows(self, rule: Rule, times: Array) -> list[Row]:
        value = evaluate(rule.query, self.store, times)
        if not isinstance(value, list):
            raise TypeError(f"the rule {rule.name} must be a vector")
        return value


def _labels(rule: Rule, row: Row) -> dict[str, str]:
    kept = {name: value for name, value in row.labels.items() if name != "__name__"}
    return {**kept, **rule.labels, "alertname": rule.name}


def _past(rule: Rule, row: Row, times: Array) -> Iterator[Series]:
    """The two series of an alert: when it was pending, and when it was firing."""
    stretches = list(_stretches(row.present, times))
    pending = [(start, min(start + rule.hold, end)) for start, end in stretches]
    firing = [(start + rule.hold, end) for start, end in stretches]
    for state, spans in (("pending", pending), ("firing", firing)):
        spans = [(since, until) for since, until in spans if since < until]
        if spans:
            labels = {"__name__": "ALERTS", **_labels(rule, row), "alertstate": state}
            yield Series("", labels, _inside(spans), spans[0][0], spans[-1][1])


def _inside(spans: list[tuple[float, float]]) -> Function:
    """One within the intervals, otherwise nothing."""
    edges = np.array(spans).ravel()
    return lambda times: np.where(np.searchsorted(edges, times, side="right") % 2 == 1, 1.0, np.nan)


def _stretches(present: Mask, times: Array) -> Iterator[tuple[float, float]]:
    """The intervals in which something is present; one that lasts until now ends a little later."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], present, [False])).astype(np.int8)))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        end = times[after] if after < len(times) else times[-1] + 2 * _FRESH
        yield float(times[first]), float(end)


def as_json(alert: Alert) -> dict[str, Any]:
    """An alert in the shape of `/api/v1/alerts`."""
    return {
        "labels": alert.labels,
        "annotations": alert.annotations,
        "state": alert.state,
        "activeAt": datetime.fromtimestamp(alert.since, UTC).isoformat().replace("+00:00", "Z"),
        "value": f"{alert.value:e}",
    }
