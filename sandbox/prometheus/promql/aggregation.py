"""Aggregation over series: sum, avg, min, max, count, group, stddev, topk and bottomk."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import promql_parser

from sandbox.company.traffic import Array
from sandbox.prometheus.promql.values import Key, Mask, QueryError, Row, Value, Vector, key, only, without

_Reducer = Callable[[Array, Mask], Array]


def _count(values: Array, present: Mask) -> Array:
    return np.asarray(present.sum(axis=0), dtype=np.float64)


def _sum(values: Array, present: Mask) -> Array:
    return np.asarray(np.where(present, values, 0.0).sum(axis=0), dtype=np.float64)


def _average(values: Array, present: Mask) -> Array:
    return _sum(values, present) / _count(values, present)


def _deviation(values: Array, present: Mask) -> Array:
    off = values - _average(values, present)
    return np.sqrt(_sum(off * off, present) / _count(values, present))


_REDUCERS: Final[dict[str, _Reducer]] = {
    "sum": _sum,
    "count": _count,
    "avg": _average,
    "min": lambda values, present: np.where(present, values, np.inf).min(axis=0),
    "max": lambda values, present: np.where(present, values, -np.inf).max(axis=0),
    "group": lambda values, present: np.ones(values.shape[1]),
    "stddev": _deviation,
}


def aggregate(op: str, vector: Value, parameter: Value | None, modifier: Any) -> Vector:
    """Aggregate a vector.

    Args:
        op: the operation's name.
        parameter: the number of `topk` and `bottomk`.
        modifier: promql-parser's `by` or `without`, or None.

    Raises:
        QueryError: the operation is unknown here, or not of this type.
    """
    if not isinstance(vector, list):
        raise QueryError("bad_data", "parse error: expected type instant vector in aggregation expression")
    groups: dict[Key, Vector] = defaultdict(list)
    for row in vector:
        groups[key(_group(row.labels, modifier))].append(row)
    if op in ("topk", "bottomk"):
        if not isinstance(parameter, np.ndarray):
            raise QueryError(
                "bad_data", f"parse error: expected type scalar in aggregation parameter of {op}"
            )
        return [row for rows in groups.values() for row in _extremes(rows, parameter, op == "topk")]
    if op not in _REDUCERS:
        raise QueryError("execution", f"this sandbox does not support the aggregation {op!r}")
    return [_reduce(dict(labels), rows, _REDUCERS[op]) for labels, rows in groups.items()]


def _group(labels: Mapping[str, str], modifier: Any) -> dict[str, str]:
    if modifier is None:
        return {}
    if modifier.type == promql_parser.AggModifierType.By:
        return only(labels, modifier.labels)
    return without(labels, modifier.labels)


def _reduce(labels: dict[str, str], rows: Vector, reducer: _Reducer) -> Row:
    values = np.array([row.values for row in rows])
    present = np.array([row.present for row in rows])
    return Row(labels, reducer(values, present), np.asarray(present.any(axis=0), dtype=np.bool_))


def _extremes(rows: Vector, count: Array, largest: bool) -> Vector:
    """The largest (or smallest) values at each step, with all of their labels."""
    values = np.array([row.values for row in rows])
    present = np.array([row.present for row in rows])
    last = -np.inf if largest else np.inf
    ranked = np.where(present & ~np.isnan(values), values, last)
    order = np.argsort(-ranked if largest else ranked, axis=0, kind="stable")
    place = np.argsort(order, axis=0, kind="stable")
    chosen = present & (place < count)
    kept = [Row(row.labels, row.values, mask) for row, mask in zip(rows, chosen, strict=True) if mask.any()]
    # An instant query lists the extremes in order.
    return sorted(kept, key=lambda row: -row.values[-1] if largest else row.values[-1])
