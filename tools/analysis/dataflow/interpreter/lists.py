"""What the methods of lists do, by the names that the languages' rules give to these operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.containers import (
    any_element,
    assigned,
    element,
    elements,
    position_of,
    sliced,
)
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks
from tools.analysis.dataflow.shapes import MOST_ITEMS, Sequence
from tools.analysis.dataflow.values import UNKNOWN, Value, constant, join_marks, marked

ListOperation: TypeAlias = Callable[[Frame, Sequence, Arguments], tuple[Sequence, Value]]


def _append(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    added = tuple(arguments.places)
    if shape.rest is not None or arguments.more or len(shape.items) + len(added) > MOST_ITEMS:
        return shape.blurred(*added, *arguments.more), UNKNOWN
    return Sequence((*shape.items, *added)), UNKNOWN


def _insert(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    position, value = position_of(arguments.at(0)), arguments.at(1)
    if position is None or shape.rest is not None or len(shape.items) >= MOST_ITEMS:
        return shape.blurred(value), UNKNOWN
    items = list(shape.items)
    items.insert(position, value)
    return Sequence(tuple(items)), UNKNOWN


def _add(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    return (
        _insert(frame, shape, arguments) if len(arguments.places) == 2 else _append(frame, shape, arguments)
    )


def _prepend(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    if shape.rest is not None or arguments.more:
        return shape.blurred(*arguments.places, *arguments.more), UNKNOWN
    return Sequence((*arguments.places, *shape.items)), UNKNOWN


def _extend(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    value = arguments.at(0)
    known = elements(frame, value)
    if known is None or shape.rest is not None or len(known) + len(shape.items) > MOST_ITEMS:
        return shape.blurred(any_element(frame, value)), UNKNOWN
    return Sequence((*shape.items, *known)), UNKNOWN


def _take(shape: Sequence, position: int | None) -> tuple[Sequence, Value]:
    value = element(shape, position)
    if position is None or shape.rest is not None or not -len(shape.items) <= position < len(shape.items):
        return shape.blurred() if shape.items else shape, value
    items = list(shape.items)
    del items[position]
    return Sequence(tuple(items)), value


def _pop(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    return _take(shape, position_of(arguments.places[0]) if arguments.places else -1)


def _pop_first(_: Frame, shape: Sequence, __: Arguments) -> tuple[Sequence, Value]:
    return _take(shape, 0)


def _remove_value(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    wanted = arguments.at(0).const
    if wanted is not ... and shape.rest is None:
        for position, item in enumerate(shape.items):
            if item.const is ...:
                break
            if item.const == wanted:
                return _take(shape, position)[0], UNKNOWN
    return shape.blurred() if shape.items else shape, UNKNOWN


def _remove(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    position = position_of(arguments.at(0))
    return _remove_value(frame, shape, arguments) if position is None else _take(shape, position)


def _set_at(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    return assigned(shape, arguments.at(0), arguments.at(1)), UNKNOWN


def _get_at(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    return shape, element(shape, position_of(arguments.at(0)))


def _slice(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    bounds = [position_of(value) for value in arguments.places]
    if any(bound is None for bound in bounds):
        return shape, frame.new_object(shape.blurred())
    start, stop = [*bounds, None, None][:2]
    return shape, sliced(frame, shape, start, stop)


def _list_size(_: Frame, shape: Sequence, __: Arguments) -> tuple[Sequence, Value]:
    return shape, UNKNOWN if shape.rest is not None else constant(len(shape.items))


def _list_copy(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    longer, _ = _extend(frame, shape, arguments) if arguments.places else (shape, UNKNOWN)
    return shape, frame.new_object(longer)


def _list_clear(_: Frame, __: Sequence, ___: Arguments) -> tuple[Sequence, Value]:
    return Sequence(), UNKNOWN


def _blur(_: Frame, shape: Sequence, __: Arguments) -> tuple[Sequence, Value]:
    return shape.blurred() if shape.items else shape, UNKNOWN


def _reverse(_: Frame, shape: Sequence, __: Arguments) -> tuple[Sequence, Value]:
    return Sequence(shape.items[::-1], shape.rest), UNKNOWN


def _list_join(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    parts = [*shape.values(), *arguments.places]
    return shape, marked(join_marks(*(deep_marks(part, frame.alive) for part in parts)))


def _list_iterate(frame: Frame, shape: Sequence, _: Arguments) -> tuple[Sequence, Value]:
    return shape, frame.new_object(shape)


def _list_ask(_: Frame, shape: Sequence, __: Arguments) -> tuple[Sequence, Value]:
    return shape, UNKNOWN


LIST_OPERATIONS: dict[str, ListOperation] = {
    "append": _append,
    "insert": _insert,
    "add": _add,
    "prepend": _prepend,
    "extend": _extend,
    "pop": _pop,
    "pop_first": _pop_first,
    "remove_value": _remove_value,
    "remove": _remove,
    "set": _set_at,
    "get": _get_at,
    "first": lambda _, shape, __: (shape, element(shape, 0)),
    "last": lambda _, shape, __: (shape, element(shape, -1)),
    "slice": _slice,
    "size": _list_size,
    "copy": _list_copy,
    "clear": _list_clear,
    "sort": _blur,
    "reverse": _reverse,
    "join": _list_join,
    "iterate": _list_iterate,
    "ask": _list_ask,
}
