"""Binary operators: arithmetic, comparison and set operators, with one-to-one matching of vectors."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import promql_parser

from sandbox.company.traffic import Array
from sandbox.prometheus.promql.values import Key, Mask, QueryError, Row, Value, Vector, key, only, without

_ARITHMETIC: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.fmod,
    "^": np.power,
}
_COMPARISON: Final[dict[str, Callable[[Array, Array], Mask]]] = {
    "==": np.equal,
    "!=": np.not_equal,
    ">": np.greater,
    "<": np.less,
    ">=": np.greater_equal,
    "<=": np.less_equal,
}
_SETS: Final = ("and", "or", "unless")


def operate(op: str, left: Value, right: Value, modifier: Any) -> Value:
    """Apply a binary operator.

    Args:
        modifier: promql-parser's `on`, `ignoring`, `bool` and grouping, or None.

    Raises:
        QueryError: the operator or the matching is not supported, or does not fit the operands.
    """
    as_bool = modifier is not None and modifier.return_bool
    if op not in _ARITHMETIC and op not in _COMPARISON and op not in _SETS:
        raise QueryError("execution", f"this sandbox does not support the operator {op!r}")
    if isinstance(left, list) and isinstance(right, list):
        matching = None if modifier is None else modifier.matching
        if op in _SETS:
            return _sets(op, left, right, matching)
        _one_to_one(modifier)
        return _vectors(op, left, right, matching, as_bool)
    if op in _SETS:
        raise QueryError(
            "bad_data", f'parse error: set operator "{op}" not allowed in binary scalar expression'
        )
    if isinstance(left, list) and not isinstance(right, list):
        return [row for one in left if (row := _combine(op, one, right, one, as_bool)) is not None]
    if isinstance(right, list) and not isinstance(left, list):
        return [row for one in right if (row := _combine(op, left, one, one, as_bool)) is not None]
    return _scalars(op, np.asarray(left), np.asarray(right), as_bool)


def _scalars(op: str, left: Array, right: Array, as_bool: bool) -> Array:
    if op in _ARITHMETIC:
        return _ARITHMETIC[op](left, right)
    if not as_bool:
        raise QueryError("bad_data", "parse error: comparisons between scalars must use BOOL modifier")
    return _COMPARISON[op](left, right).astype(np.float64)


def _combine(op: str, left: Row | Array, right: Row | Array, kept: Row, as_bool: bool) -> Row | None:
    """Operate on two sides, of which at least one is a series; None when no value remains."""
    first = left.values if isinstance(left, Row) else left
    second = right.values if isinstance(right, Row) else right
    present = kept.present
    for side in (left, right):
        if isinstance(side, Row):
            present = present & side.present
    if op in _ARITHMETIC:
        row = Row(without(kept.labels), _ARITHMETIC[op](first, second), present)
    elif as_bool:
        row = Row(without(kept.labels), _COMPARISON[op](first, second).astype(np.float64), present)
    else:
        row = Row(kept.labels, kept.values, present & _COMPARISON[op](first, second))
    return row if row.present.any() else None


def _one_to_one(modifier: Any) -> None:
    if modifier is None or modifier.card is None:
        return
    if modifier.card != promql_parser.VectorMatchCardinality.OneToOne:
        raise QueryError("execution", "this sandbox does not support group_left and group_right")


def _signature(labels: Mapping[str, str], matching: Any) -> Key:
    if matching is None:
        return key(without(labels))
    if matching.type == promql_parser.LabelModifierType.Include:
        return key(only(labels, matching.labels))
    return key(without(labels, matching.labels))


def _vectors(op: str, left: Vector, right: Vector, matching: Any, as_bool: bool) -> Vector:
    others: dict[Key, Row] = {}
    for row in right:
        place = _signature(row.labels, matching)
        if place in others and (others[place].present & row.present).any():
            raise _duplicate(place, "right")
        others[place] = _merge(others.get(place), row)
    seen: dict[Key, Row] = {}
    result = []
    for row in left:
        place = _signature(row.labels, matching)
        if place not in others:
            continue
        if place in seen and (seen[place].present & row.present).any():
            raise _duplicate(place, "left")
        seen[place] = row
        combined = _combine(op, row, others[place], row, as_bool)
        if combined is not None:
            result.append(_matched(combined, matching, op, as_bool))
    return result


def _matched(row: Row, matching: Any, op: str, as_bool: bool) -> Row:
    """One-to-one results carry only the labels that were matched on; a filter keeps the name as well."""
    if matching is None:
        return row
    if matching.type == promql_parser.LabelModifierType.Include:
        labels = only(row.labels, matching.labels)
    else:
        labels = without(row.labels, matching.labels)
    if op in _COMPARISON and not as_bool and "__name__" in row.labels:
        labels["__name__"] = row.labels["__name__"]
    return Row(labels, row.values, row.present)


def _merge(one: Row | None, other: Row) -> Row:
    """Two series that are never there at the same step, as one."""
    if one is None:
        return other
    values = np.where(one.present, one.values, other.values)
    return Row(one.labels, values, one.present | other.present)


def _duplicate(place: Key, side: str) -> QueryError:
    labels = ", ".join(f'{name}="{value}"' for name, value in place)
    return QueryError(
        "execution",
        f"found duplicate series for the match group {{{labels}}} on the {side} hand-side of the operation;"
        "many-to-many matching not allowed: matching labels must be unique on one side",
    )


def _sets(op: str, left: Vector, right: Vector, matching: Any) -> Vector:
    if op == "or":
        extra = _keep(right, left, matching, inside=False)
        return [*left, *extra]
    return _keep(left, right, matching, inside=op == "and")


def _keep(rows: Vector, others: Vector, matching: Any, inside: bool) -> Vector:
    """The rows at those steps where the others have (or don't have) a series that matches."""
    there: dict[Key, Mask] = {}
    for other in others:
        place = _signature(other.labels, matching)
        there[place] = there[place] | other.present if place in there else other.present
    kept = []
    for row in rows:
        match = there.get(_signature(row.labels, matching), np.zeros(len(row.present), dtype=bool))
        present = row.present & (match if inside else ~match)
        if present.any():
            kept.append(Row(row.labels, row.values, present))
    return kept
