"""Functions over ranges: rate, increase and the `_over_time` family.

The extrapolation is Prometheus's own:
https://github.com/prometheus/prometheus/blob/v2.42.0/promql/functions.go (extrapolatedRate).
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from sandbox.company.traffic import Array
from sandbox.prometheus.promql.values import Mask, Window

RangeFunction = Callable[[Window], tuple[Array, Mask]]


def _any(window: Window) -> Mask:
    """Where a range holds samples at all."""
    return np.asarray(window.present.any(axis=1), dtype=np.bool_)


def _count(window: Window) -> Array:
    return np.asarray(window.present.sum(axis=1), dtype=np.float64)


def _first(window: Window, of: Array) -> Array:
    return np.asarray(of[np.arange(len(of)), window.present.argmax(axis=1)], dtype=np.float64)


def _last(window: Window, of: Array, back: int = 0) -> Array:
    """The newest sample of each step, or an older one."""
    width = of.shape[1]
    newest = width - 1 - window.present[:, ::-1].argmax(axis=1) - back
    return np.asarray(of[np.arange(len(of)), np.clip(newest, 0, None)], dtype=np.float64)


def _resets(window: Window) -> Array:
    """What a counter lost by starting again from zero, for each step."""
    before, after = window.values[:, :-1], window.values[:, 1:]
    both = window.present[:, :-1] & window.present[:, 1:]
    return np.asarray(np.where(both & (after < before), before, 0.0).sum(axis=1), dtype=np.float64)


def _extrapolated(window: Window, counter: bool, per_second: bool) -> tuple[Array, Mask]:
    count = _count(window)
    first_value, first_time = _first(window, window.values), _first(window, window.times)
    last_time = _last(window, window.times)
    change = _last(window, window.values) - first_value
    if counter:
        change = change + _resets(window)
    sampled = last_time - first_time
    average = sampled / (count - 1)
    to_start = first_time - (window.ends - window.length)
    to_end = window.ends - last_time
    if counter:
        # A counter cannot have been below zero: don't reach further back than that.
        to_zero = np.where((change > 0) & (first_value >= 0), sampled * first_value / change, np.inf)
        to_start = np.minimum(to_start, to_zero)
    limit = average * 1.1
    reach = sampled + np.where(to_start < limit, to_start, average / 2)
    reach = reach + np.where(to_end < limit, to_end, average / 2)
    result = change * reach / sampled
    return (result / window.length if per_second else result), count >= 2


def _instant(window: Window, per_second: bool) -> tuple[Array, Mask]:
    newest, before = _last(window, window.values), _last(window, window.values, back=1)
    change = np.where(per_second & (newest < before), newest, newest - before)
    if per_second:
        change = change / (_last(window, window.times) - _last(window, window.times, back=1))
    return change, _count(window) >= 2


def _over(reduce: Callable[[Array], Array], filler: float) -> RangeFunction:
    """A function of all samples of a range, those outside replaced by something that changes nothing."""

    def value(window: Window) -> tuple[Array, Mask]:
        return reduce(np.where(window.present, window.values, filler)), _any(window)

    return value


def _average(window: Window) -> tuple[Array, Mask]:
    total = np.where(window.present, window.values, 0.0).sum(axis=1)
    return total / _count(window), _any(window)


def _changes(window: Window) -> tuple[Array, Mask]:
    both = window.present[:, :-1] & window.present[:, 1:]
    changed = both & (window.values[:, :-1] != window.values[:, 1:])
    return changed.sum(axis=1).astype(np.float64), _any(window)


def quantile_over_time(window: Window, share: float) -> tuple[Array, Mask]:
    """The quantile of the samples of each range, linear between two of them as in Prometheus."""
    present = _any(window)
    filled = np.where(window.present, window.values, np.nan)
    result = np.full(len(filled), np.nan)
    if not 0 <= share <= 1:
        result[:] = np.inf if share > 1 else -np.inf
    elif present.any():
        result[present] = np.nanquantile(filled[present], share, axis=1)
    return result, present


RANGE_FUNCTIONS: Final[dict[str, RangeFunction]] = {
    "rate": lambda window: _extrapolated(window, counter=True, per_second=True),
    "increase": lambda window: _extrapolated(window, counter=True, per_second=False),
    "delta": lambda window: _extrapolated(window, counter=False, per_second=False),
    "irate": lambda window: _instant(window, per_second=True),
    "idelta": lambda window: _instant(window, per_second=False),
    "changes": _changes,
    "avg_over_time": _average,
    "sum_over_time": _over(lambda values: values.sum(axis=1), 0.0),
    "min_over_time": _over(lambda values: values.min(axis=1), np.inf),
    "max_over_time": _over(lambda values: values.max(axis=1), -np.inf),
    "count_over_time": lambda window: (_count(window), _any(window)),
    "last_over_time": lambda window: (_last(window, window.values), _any(window)),
    "present_over_time": lambda window: (np.ones(len(window.ends)), _any(window)),
}
"""Functions that take one range vector."""

KEEPS_NAME: Final = frozenset({"last_over_time"})
"""Range functions whose result keeps the metric's name."""
