"""What the methods of mappings do, by the names that the languages' rules give to these operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.containers import entry, key_consts, key_of, merged, put
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.shapes import Sequence, Table
from tools.analysis.dataflow.values import UNKNOWN, Value, constant

TableOperation: TypeAlias = Callable[[Frame, Table, Arguments], tuple[Table, Value]]


def _table_get(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    default = arguments.first(1, "default", "fallback")
    return shape, entry(shape, arguments.at(0), default)


def _table_put(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    key = arguments.at(0)
    return put(shape, key, arguments.at(1)), UNKNOWN


def _put_default(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    key, value = arguments.at(0), arguments.at(1)
    known = key_of(key)
    if known is not None and known in shape.entries:
        return shape, shape.entries[known]
    return put(shape, key, value), value


def _table_remove(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    key = arguments.at(0)
    value = entry(shape, key, arguments.first(1))
    known = key_of(key)
    entries = {each: held for each, held in shape.entries.items() if each != known}
    return replace(shape, entries=entries), value


def _table_values(frame: Frame, shape: Table, _: Arguments) -> tuple[Table, Value]:
    return shape, frame.new_object(Sequence(tuple(shape.entries.values()), shape.rest))


def _table_keys(frame: Frame, shape: Table, _: Arguments) -> tuple[Table, Value]:
    known = tuple(constant(const) for const in key_consts(shape))
    return shape, frame.new_object(Sequence(known, shape.keys))


def _table_items(frame: Frame, shape: Table, _: Arguments) -> tuple[Table, Value]:
    pairs = []
    for key, value in shape.entries.items():
        name = constant(key[1]) if isinstance(key, tuple) and isinstance(key[0], type) else UNKNOWN
        pairs.append(frame.new_object(Sequence((name, value))))
    rest = None
    if shape.rest is not None:
        rest = frame.new_object(Sequence((shape.keys or UNKNOWN, shape.rest)))
    return shape, frame.new_object(Sequence(tuple(pairs), rest))


def _update(frame: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    for value in (*arguments.places, *arguments.more, *arguments.others):
        shape = merged(frame, shape, value)
    for name, value in arguments.keywords.items():
        shape = shape.put((str, name), value)
    return shape, UNKNOWN


def _pair(arguments: Arguments) -> Value:
    first, second = arguments.at(0).text, arguments.at(1).text
    return UNKNOWN if first is None or second is None else constant(f"{first}\0{second}")


def _config_get(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    return shape, entry(shape, _pair(arguments), arguments.first("fallback"))


def _config_put(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    return put(shape, _pair(arguments), arguments.at(2)), UNKNOWN


TABLE_OPERATIONS: dict[str, TableOperation] = {
    "get": _table_get,
    "put": _table_put,
    "put_default": _put_default,
    "remove": _table_remove,
    "values": _table_values,
    "keys": _table_keys,
    "items": _table_items,
    "update": _update,
    "clear": lambda _, __, ___: (Table(), UNKNOWN),
    "copy": lambda frame, shape, _: (shape, frame.new_object(shape)),
    "size": lambda _, shape, __: (shape, constant(len(shape.entries)) if shape.rest is None else UNKNOWN),
    "ask": lambda _, shape, __: (shape, UNKNOWN),
    "config_get": _config_get,
    "config_put": _config_put,
}
