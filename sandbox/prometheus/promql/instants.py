"""Functions of an instant vector, and the quantiles of histograms."""

from collections import defaultdict
from collections.abc import Callable
from typing import Final

import numpy as np

from sandbox.company.traffic import Array
from sandbox.prometheus.promql.values import Key, Row, Vector, key, without

SIMPLE: Final[dict[str, Callable[[Array], Array]]] = {
    "abs": np.abs,
    "ceil": np.ceil,
    "floor": np.floor,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sgn": np.sign,
}
"""Functions of one vector, value by value."""


def apply(function: Callable[[Array], Array], vector: Vector) -> Vector:
    """Change every value; the metric's name goes, as it no longer fits."""
    return [Row(without(row.labels), function(row.values), row.present) for row in vector]


def round_to(values: Array, nearest: Array) -> Array:
    """Round half up to a multiple, as Prometheus does."""
    return np.asarray(np.floor(values / nearest + 0.5) * nearest, dtype=np.float64)


def absent(vector: Vector, labels: dict[str, str], steps: int) -> Vector:
    """One where the vector has nothing."""
    there = np.zeros(steps, dtype=bool)
    for row in vector:
        there |= row.present
    return [] if there.all() else [Row(labels, np.ones(steps), ~there)]


def histogram_quantile(share: Array, vector: Vector) -> Vector:
    """The quantile of each histogram in the vector, linear within a bucket.

    Source: https://github.com/prometheus/prometheus/blob/v2.42.0/promql/quantile.go (bucketQuantile).
    """
    groups: dict[Key, list[tuple[float, Row]]] = defaultdict(list)
    for row in vector:
        try:
            bound = float(row.labels.get("le", ""))
        except ValueError:
            continue
        groups[key(without(row.labels, ["le"]))].append((bound, row))
    return [_quantile(dict(labels), share, sorted(rows, key=_bound)) for labels, rows in groups.items()]


def _bound(bucket: tuple[float, Row]) -> float:
    return bucket[0]


def _quantile(labels: dict[str, str], share: Array, buckets: list[tuple[float, Row]]) -> Row:
    bounds = np.array([bound for bound, _ in buckets])
    present = np.logical_or.reduce([row.present for _, row in buckets])
    if len(bounds) < 2 or not np.isinf(bounds[-1]):
        return Row(labels, np.full(len(share), np.nan), present)
    counts = np.maximum.accumulate(
        np.array([np.where(row.present, row.values, 0.0) for _, row in buckets]), axis=0
    )
    total = counts[-1]
    rank = share * total
    place = (counts[:-1] < rank).sum(axis=0)
    inside = np.minimum(place, len(bounds) - 2)
    steps = np.arange(len(share))
    lower = np.where(inside > 0, bounds[inside - 1], 0.0)
    below = np.where(inside > 0, counts[inside - 1, steps], 0.0)
    within = (rank - below) / (counts[inside, steps] - below)
    result = lower + (bounds[inside] - lower) * within
    # In the last bucket there is no upper bound to lean on.
    result = np.where(place > len(bounds) - 2, bounds[-2], result)
    result = np.where((place == 0) & (bounds[0] <= 0), bounds[0], result)
    result = np.where(total == 0, np.nan, result)
    result = np.where(share < 0, -np.inf, np.where(share > 1, np.inf, result))
    return Row(labels, result, present)
