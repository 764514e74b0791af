"""Evaluates a parsed PromQL expression at all steps of a query at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, Literal

import numpy as np
import promql_parser as pp

from sandbox.company.metrics import Series
from sandbox.company.traffic import Array
from sandbox.prometheus.promql import instants, ranges
from sandbox.prometheus.promql.aggregation import aggregate
from sandbox.prometheus.promql.binary import operate
from sandbox.prometheus.promql.values import QueryError, Row, Value, Vector, Window, without
from sandbox.prometheus.store import STEP, Matcher, Store

# Prometheus's own defaults: how old a value may be, and how many samples a query may load.
LOOKBACK: Final = 300.0
MAX_SAMPLES: Final = 50_000_000


def parse(query: str) -> Any:
    """Parse PromQL.

    Raises:
        QueryError: it is no PromQL.
    """
    try:
        return pp.parse(query)
    except ValueError as error:
        raise QueryError(
            "bad_data", f'invalid parameter "query": 1:1: parse error: {_quoted(error)}'
        ) from error


def _quoted(error: ValueError) -> str:
    return str(error).replace("'", '"')


def evaluate(query: str, store: Store, times: Array) -> Value | str:
    """Evaluate a query.

    Args:
        query: PromQL.
        store: the series.
        times: unix times of the steps, ascending.

    Returns:
        a vector, a scalar (an array, one number a step) or a string.

    Raises:
        QueryError: the query is wrong, too large, or uses what is not supported.
    """
    expression = parse(query)
    if isinstance(expression, pp.StringLiteral):
        return str(expression.val)
    with np.errstate(all="ignore"):
        return _Evaluation(store, times).value(expression)


class _Evaluation:
    """One evaluation; counts the samples that it loads."""

    def __init__(self, store: Store, times: Array) -> None:
        self._store = store
        self._times = times
        self._loaded = 0
        self._kinds: dict[type, Callable[[Any], Value]] = {
            pp.NumberLiteral: lambda e: np.full(len(times), float(e.val)),
            pp.ParenExpr: lambda e: self.value(e.expr),
            pp.UnaryExpr: self._negative,
            pp.VectorSelector: self._selector,
            pp.AggregateExpr: self._aggregate,
            pp.BinaryExpr: lambda e: operate(str(e.op), self.value(e.lhs), self.value(e.rhs), e.modifier),
            pp.Call: self._call,
        }

    def value(self, expression: Any) -> Value:
        """Evaluate a part of the expression."""
        kind = self._kinds.get(type(expression))
        if kind is None:
            raise _unsupported(type(expression).__name__)
        return kind(expression)

    def _vector(self, expression: Any) -> Vector:
        value = self.value(expression)
        if not isinstance(value, list):
            raise QueryError("bad_data", "parse error: expected type instant vector, got scalar")
        return value

    def _scalar(self, expression: Any) -> Array:
        value = self.value(expression)
        if isinstance(value, list):
            raise QueryError("bad_data", "parse error: expected type scalar, got instant vector")
        return value

    def _negative(self, expression: Any) -> Value:
        value = self.value(expression.expr)
        if isinstance(value, list):
            return [Row(without(row.labels), -row.values, row.present) for row in value]
        return -value

    def _aggregate(self, expression: Any) -> Vector:
        op = str(expression.op)
        parameter = None
        if op in ("topk", "bottomk"):
            parameter = self.value(expression.param)
        return aggregate(op, self.value(expression.expr), parameter, expression.modifier)

    def _find(self, selector: Any) -> list[Series]:
        if selector.at is not None:
            raise _unsupported("the @ modifier")
        if selector.matchers.or_matchers:
            raise _unsupported("or between matchers")
        return self._store.find(matchers_of(selector))

    def _load(self, samples: int) -> None:
        self._loaded += samples
        if self._loaded > MAX_SAMPLES:
            raise QueryError(
                "execution", "query processing would load too many samples into memory in query execution"
            )

    def _selector(self, selector: Any) -> Vector:
        found = self._find(selector)
        self._load(len(found) * len(self._times))
        times = self._times - _seconds(selector.offset)
        rows = (self._newest(series, times) for series in found)
        return [row for row in rows if row.present.any()]

    def _newest(self, series: Series, times: Array) -> Row:
        """The newest sample that is not too old, at each time."""
        last = min(self._store.now(), float(np.nextafter(series.until, -np.inf)))
        sampled = np.floor(np.minimum(times, last) / STEP) * STEP
        values = series.value(sampled)
        present = (sampled >= series.since) & (times - sampled <= LOOKBACK) & ~np.isnan(values)
        return Row(series.labels, values, present)

    def _windows(self, selector: Any) -> list[tuple[Series, Window]]:
        if not isinstance(selector, pp.MatrixSelector):
            raise _unsupported(type(selector).__name__)
        inner = selector.vector_selector
        length = selector.range.total_seconds()
        ends = self._times - _seconds(inner.offset)
        found = self._find(inner)
        self._load(len(found) * len(ends) * (int(length / STEP) + 1))
        return [(series, self._window(series, ends, length)) for series in found]

    def _window(self, series: Series, ends: Array, length: float) -> Window:
        last = min(self._store.now(), float(np.nextafter(series.until, -np.inf)))
        newest = np.floor(np.minimum(ends, last) / STEP).astype(np.int64)
        oldest = np.ceil(np.maximum(ends - length, series.since) / STEP).astype(np.int64)
        width = int(length / STEP) + 2
        index = newest[:, None] - np.arange(width - 1, -1, -1)
        start = int(index.min())
        grid = np.arange(start, int(index.max()) + 1, dtype=np.float64) * STEP
        values = series.value(grid)[index - start]
        present = (index >= oldest[:, None]) & ~np.isnan(values)
        return Window(index.astype(np.float64) * STEP, values, present, ends, length)

    def _call(self, call: Any) -> Value:
        name, arguments = call.func.name, call.args
        if name in ranges.RANGE_FUNCTIONS:
            return self._over(arguments[0], ranges.RANGE_FUNCTIONS[name], name in ranges.KEEPS_NAME)
        if name == "quantile_over_time":
            share = float(self._scalar(arguments[0])[0])
            return self._over(arguments[1], lambda w: ranges.quantile_over_time(w, share), keeps_name=False)
        if name in instants.SIMPLE:
            return instants.apply(instants.SIMPLE[name], self._vector(arguments[0]))
        special = self._special(name)
        if special is None:
            raise _unsupported(f"the function {name}()")
        return special(arguments)

    def _over(self, selector: Any, function: ranges.RangeFunction, keeps_name: bool) -> Vector:
        rows = []
        for series, window in self._windows(selector):
            values, present = function(window)
            if present.any():
                labels = series.labels if keeps_name else without(series.labels)
                rows.append(Row(labels, values, present))
        return rows

    def _special(self, name: str) -> Callable[[Any], Value] | None:
        functions: dict[str, Callable[[Any], Value]] = {
            "time": lambda a: self._times.copy(),
            "vector": lambda a: [Row({}, self._scalar(a[0]), np.ones(len(self._times), dtype=bool))],
            "scalar": lambda a: self._single(self._vector(a[0])),
            "histogram_quantile": lambda a: instants.histogram_quantile(
                self._scalar(a[0]), self._vector(a[1])
            ),
            "round": self._round,
            "clamp": lambda a: self._clamp(a[0], self._scalar(a[1]), self._scalar(a[2])),
            "clamp_min": lambda a: self._clamp(a[0], self._scalar(a[1]), np.inf),
            "clamp_max": lambda a: self._clamp(a[0], -np.inf, self._scalar(a[1])),
            "absent": self._absent,
            "sort": lambda a: sorted(self._vector(a[0]), key=lambda row: row.values[-1]),
            "sort_desc": lambda a: sorted(self._vector(a[0]), key=lambda row: -row.values[-1]),
            "timestamp": lambda a: self._timestamps(a[0]),
        }
        return functions.get(name)

    def _single(self, vector: Vector) -> Array:
        """The value of the only series at each step; not a number where there are none or several."""
        count = np.zeros(len(self._times))
        total = np.zeros(len(self._times))
        for row in vector:
            count += row.present
            total += np.where(row.present, row.values, 0.0)
        return np.where(count == 1, total, np.nan)

    def _round(self, arguments: Any) -> Vector:
        nearest = self._scalar(arguments[1]) if len(arguments) > 1 else np.ones(len(self._times))
        return instants.apply(lambda v: instants.round_to(v, nearest), self._vector(arguments[0]))

    def _clamp(self, expression: Any, low: Array | float, high: Array | float) -> Vector:
        limited = instants.apply(lambda v: np.minimum(np.maximum(v, low), high), self._vector(expression))
        return [Row(row.labels, row.values, row.present & np.asarray(low <= high)) for row in limited]

    def _absent(self, arguments: Any) -> Vector:
        selector = arguments[0]
        labels = {}
        if isinstance(selector, pp.VectorSelector):
            labels = {m.name: m.value for m in matchers_of(selector) if m.op == "=" and m.name != "__name__"}
        return instants.absent(self._vector(selector), labels, len(self._times))

    def _timestamps(self, selector: Any) -> Vector:
        if not isinstance(selector, pp.VectorSelector):
            raise _unsupported("timestamp() of an expression")
        sampled = np.floor(self._times / STEP) * STEP
        return [Row(without(row.labels), sampled, row.present) for row in self._selector(selector)]


_OPERATORS: Final[tuple[tuple[Any, Literal["=", "!=", "=~", "!~"]], ...]] = (
    (pp.MatchOp.Equal, "="),
    (pp.MatchOp.NotEqual, "!="),
    (pp.MatchOp.Re, "=~"),
    (pp.MatchOp.NotRe, "!~"),
)


def matchers_of(selector: Any) -> list[Matcher]:
    """The conditions of a parsed selector, the one on the metric's name included."""
    named = [Matcher("__name__", "=", selector.name)] if selector.name else []
    for matcher in selector.matchers.matchers:
        op = next(text for kind, text in _OPERATORS if kind == matcher.op)
        named.append(Matcher(matcher.name, op, matcher.value))
    return named


def _seconds(offset: timedelta | None) -> float:
    return 0.0 if offset is None else offset.total_seconds()


def _unsupported(what: str) -> QueryError:
    return QueryError(
        "execution", f"this sandbox does not support {what}; install Prometheus to have all of PromQL"
    )
