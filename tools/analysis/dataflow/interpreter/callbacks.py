"""Functions that are handed to methods like `map` and `then`, which call them with what they hold."""

from __future__ import annotations

from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.containers import elements
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks
from tools.analysis.dataflow.interpreter.things import FunctionThing
from tools.analysis.dataflow.shapes import Record, Sequence, Table
from tools.analysis.dataflow.syntax import Node
from tools.analysis.dataflow.values import UNKNOWN, Value, join, join_all, marked

_MAPPING = frozenset({"map", "flatMap", "mapToObj", "mapMulti"})
_KEEPING = frozenset({"filter", "sort", "sorted", "peek", "takeWhile", "dropWhile", "removeIf", "toSorted"})
_CHOOSING = frozenset({"find", "findLast", "orElseGet", "computeIfAbsent"})
_ASKING = frozenset(
    {"forEach", "some", "every", "anyMatch", "allMatch", "noneMatch", "ifPresent", "findIndex"}
)
_GOING_ON = frozenset({"then", "catch", "finally", "thenApply", "thenAccept", "thenCompose"})
_FOLDING = frozenset({"reduce", "reduceRight"})
METHODS = _MAPPING | _KEEPING | _CHOOSING | _ASKING | _GOING_ON | _FOLDING
MOST_CALLS = 8


def call_back(frame: Frame, node: Node, receiver: Value, method: str, arguments: Arguments) -> Value | None:
    """What such a method gives; None if it is another one, or is handed no function."""
    if method not in METHODS or frame.language == "python" or receiver.things or not arguments.places:
        return None
    function = arguments.places[0]
    if not _is_function(function, method):
        return None
    if any(isinstance(frame.alive.shape(ref), Record) for ref in receiver.refs):
        return None
    if method in _GOING_ON:
        return _call(frame, node, function, receiver)
    if method in _FOLDING:
        return _fold(frame, node, receiver, arguments)
    known = elements(frame, receiver) if receiver.refs else None
    if known is None or len(known) > MOST_CALLS:
        item = _any_item(frame, receiver)
        return _given(frame, receiver, method, item, [_call(frame, node, function, item)], single=False)
    results = [_call(frame, node, function, item) for item in known]
    return _given(frame, receiver, method, join_all(known) if known else UNKNOWN, results, single=True)


def _is_function(value: Value, method: str) -> bool:
    if any(isinstance(thing, FunctionThing) for thing in value.things):
        return True
    return bool(value.names) and method in _MAPPING | _GOING_ON and not value.marks and not value.refs


def _given(
    frame: Frame, receiver: Value, method: str, item: Value, results: list[Value], *, single: bool
) -> Value:
    if method in _MAPPING:
        plain = single and method == "map"
        return frame.new_object(Sequence(tuple(results)) if plain else Sequence((), join_all(results)))
    if method in _CHOOSING:
        return join_all([item, *results]) if method not in {"find", "findLast"} else item
    if method in _KEEPING:
        return frame.new_object(Sequence((), item)) if receiver.refs else Value(receiver.marks)
    return UNKNOWN


def _any_item(frame: Frame, receiver: Value) -> Value:
    """What an element of the receiver may be: of a mapping a value, of anything else what it holds."""
    found = [Value(receiver.marks, receiver.consts)] if receiver.marks or not receiver.refs else []
    for ref in receiver.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Sequence | Table):
            found += list(shape.values())
        elif shape is not None:
            found.append(marked(deep_marks(Value(refs=(ref,)), frame.alive)))
    return join_all(found) if found else UNKNOWN


def _fold(frame: Frame, node: Node, receiver: Value, arguments: Arguments) -> Value:
    start = arguments.places[1] if len(arguments.places) > 1 else UNKNOWN
    function, item = arguments.places[0], _any_item(frame, receiver)
    first = _call(frame, node, function, start, item)
    return join(first, _call(frame, node, function, join(start, first), item))


def _call(frame: Frame, node: Node, function: Value, *values: Value) -> Value:
    """Calls the function, which may just as well not be called at all."""
    before = frame.alive
    frame.state = before.branch()
    value: Value = frame.machine.hooks["value"](frame, node, function, Arguments(list(values)))
    ways = [{}] if frame.state is None else [frame.state.written(before), {}]
    frame.state = before
    before.meet(ways)
    return value
