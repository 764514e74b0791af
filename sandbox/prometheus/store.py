"""The samples of the story: what both the real Prometheus and our own evaluator read."""

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from sandbox.company.metrics import Metrics, Series
from sandbox.company.traffic import Array

# Seconds between two samples of a series, everywhere in the history.
STEP: Final = 30.0


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on one label, as in a PromQL selector."""

    name: str
    op: Literal["=", "!=", "=~", "!~"]
    value: str

    def accepts(self, labels: dict[str, str]) -> bool:
        """Whether a series with these labels is meant; a missing label counts as empty."""
        actual = labels.get(self.name, "")
        if self.op in ("=", "!="):
            return (actual == self.value) == (self.op == "=")
        return (re.fullmatch(self.value, actual) is not None) == (self.op == "=~")


@dataclass(slots=True)
class Store:
    """Finds series and samples them on a fixed grid of unix times.

    Args:
        metrics: the series of the story.
        alerts: makes the `ALERTS` series that Prometheus writes about its own alerts; asked for only when
            somebody looks for them, because they are evaluated from the others.
    """

    metrics: Metrics
    alerts: Callable[[], Sequence[Series]] = tuple

    def find(self, matchers: Iterable[Matcher]) -> list[Series]:
        """The series that fulfil all matchers."""
        wanted = tuple(matchers)
        found = [s for s in self.metrics.series if all(m.accepts(s.labels) for m in wanted)]
        if all(m.accepts({"__name__": "ALERTS"}) for m in wanted if m.name == "__name__"):
            found += [s for s in self.alerts() if all(m.accepts(s.labels) for m in wanted)]
        return found

    def window(self, series: Series, start: float, end: float) -> tuple[Array, Array]:
        """The samples of a series in a closed interval, never later than the present moment.

        Returns:
            unix times and values.
        """
        first = max(start, series.since)
        last = min(end, self.now(), np.nextafter(series.until, -np.inf))
        if not first <= last:
            return np.empty(0), np.empty(0)
        times = np.arange(np.ceil(first / STEP), np.floor(last / STEP) + 1) * STEP
        return times, series.value(times)

    def now(self) -> float:
        """The present moment, a unix time: no sample is later."""
        return time.time()

    def label_values(self, name: str, among: Sequence[Series] | None = None) -> list[str]:
        """All values of a label, sorted."""
        found = self.metrics.series if among is None else among
        return sorted({series.labels[name] for series in found if name in series.labels})
