"""What lists and mappings do: each operation by a name that the languages' rules give to their methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks
from tools.analysis.dataflow.shapes import MOST_ITEMS, Key, Sequence, Table
from tools.analysis.dataflow.syntax import Slice
from tools.analysis.dataflow.values import (
    UNKNOWN,
    Const,
    Value,
    constant,
    join,
    join_all,
    join_marks,
    marked,
)


def key_of(value: Value | None) -> Key | None:
    """The constant key that a value is, if it is one."""
    if value is None or value.const is ...:
        return None
    return (type(value.const), value.const)


def position_of(value: Value | None) -> int | None:
    """The constant position that a value is."""
    const = ... if value is None else value.const
    return const if isinstance(const, int) and not isinstance(const, bool) else None


def element(sequence: Sequence, position: int | None) -> Value:
    """What stands at a position of a list, or anywhere in it."""
    if position is not None and sequence.rest is None:
        if -len(sequence.items) <= position < len(sequence.items):
            return sequence.items[position]
        return UNKNOWN
    return join_all(sequence.values())


def entry(table: Table, key: Value | None, default: Value | None = None) -> Value:
    """What stands under a key of a mapping, or under any."""
    if key is None or key.consts is None:
        found = list(table.values())
    else:
        found = []
        for const in key.consts:
            value = table.entries.get((type(const), const))
            if value is not None:
                found.append(value)
            elif table.rest is not None:
                found.append(table.rest)
            elif default is not None:
                found.append(default)
    return join_all(found) if found else default or UNKNOWN


def put(table: Table, key: Value, value: Value) -> Table:
    """A mapping after an assignment."""
    if key.consts is None or len(key.consts) > 1:
        return table.put(None, value, key)
    return table.put(key_of(key), value)


def elements(frame: Frame, value: Value) -> list[Value] | None:
    """The elements of a list in their order, or None if these aren't known one by one."""
    if len(value.refs) != 1 or value.marks:
        return _characters(value)
    shape = frame.alive.shape(value.refs[0])
    if isinstance(shape, Sequence) and shape.rest is None:
        return list(shape.items)
    if (
        isinstance(shape, Table)
        and shape.rest is None
        and all(isinstance(key, tuple) for key in shape.entries)
    ):
        return [constant(const) for const in _key_consts(shape)]
    return None


def _characters(value: Value) -> list[Value] | None:
    text = value.text
    return (
        [constant(character) for character in text] if text is not None and len(text) <= MOST_ITEMS else None
    )


def _key_consts(table: Table) -> list[Const]:
    return [
        key[1]
        for key in table.entries
        if isinstance(key, tuple) and len(key) == 2 and isinstance(key[0], type)
    ]


def any_element(frame: Frame, value: Value) -> Value:
    """What an element of a value may be."""
    found = [marked(value.marks)] if value.marks or not value.refs else []
    for ref in value.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Sequence):
            found.append(element(shape, None))
        elif isinstance(shape, Table):
            found.append(keys(shape))
        elif shape is not None:
            found.append(marked(deep_marks(Value(refs=(ref,)), frame.alive)))
    result = join_all(found)
    if result.names or not value.names:
        return result
    known = frame.book.rules.types
    return replace(result, names=tuple(known.get(f"{name}[]", f"{name}[]") for name in value.names[:2]))


def keys(table: Table) -> Value:
    """What the keys of a mapping may be."""
    known = [constant(const) for const in _key_consts(table)]
    return join_all(known if table.keys is None else [*known, table.keys])


def sliced(frame: Frame, shape: Sequence, start: int | None, stop: int | None) -> Value:
    """A part of a list."""
    if shape.rest is not None:
        return frame.new_object(shape)
    return frame.new_object(Sequence(shape.items[start:stop]))


def slice_of(frame: Frame, value: Value, bounds: list[Value | None], node: Slice) -> Value:
    """`value[a:b:c]`."""
    known = [None if bound is None else position_of(bound) for bound in bounds]
    exact = all(bound is None or position is not None for bound, position in zip(bounds, known, strict=True))
    text = value.const
    if exact and isinstance(text, str | bytes) and known[2] != 0:
        return constant(text[known[0] : known[1] : known[2]])
    found: list[Value] = [marked(value.marks)] if value.marks or not value.refs else []
    for ref in value.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Sequence):
            plain = exact and node.step is None
            found.append(
                sliced(frame, shape, known[0], known[1]) if plain else frame.new_object(shape.blurred())
            )
        else:
            found.append(marked(deep_marks(Value(refs=(ref,)), frame.alive)))
    return join_all(found)


ListOperation: TypeAlias = Callable[[Frame, Sequence, Arguments], tuple[Sequence, Value]]
TableOperation: TypeAlias = Callable[[Frame, Table, Arguments], tuple[Table, Value]]


def _arg(arguments: Arguments, position: int) -> Value:
    return arguments.places[position] if position < len(arguments.places) else UNKNOWN


def _append(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    added = tuple(arguments.places)
    if shape.rest is not None or arguments.more or len(shape.items) + len(added) > MOST_ITEMS:
        return shape.blurred(*added, *arguments.more), UNKNOWN
    return Sequence((*shape.items, *added)), UNKNOWN


def _insert(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    position, value = position_of(_arg(arguments, 0)), _arg(arguments, 1)
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
    value = _arg(arguments, 0)
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
    wanted = _arg(arguments, 0).const
    if wanted is not ... and shape.rest is None:
        for position, item in enumerate(shape.items):
            if item.const is ...:
                break
            if item.const == wanted:
                return _take(shape, position)[0], UNKNOWN
    return shape.blurred() if shape.items else shape, UNKNOWN


def _remove(frame: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    position = position_of(_arg(arguments, 0))
    return _remove_value(frame, shape, arguments) if position is None else _take(shape, position)


def _set_at(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    return assigned(shape, _arg(arguments, 0), _arg(arguments, 1)), UNKNOWN


def assigned(shape: Sequence, key: Value, value: Value) -> Sequence:
    """A list after an assignment to one of its positions."""
    position = position_of(key)
    if position is None or shape.rest is not None or not -len(shape.items) <= position < len(shape.items):
        return shape.blurred(value)
    items = list(shape.items)
    items[position] = value
    return Sequence(tuple(items))


def _get_at(_: Frame, shape: Sequence, arguments: Arguments) -> tuple[Sequence, Value]:
    return shape, element(shape, position_of(_arg(arguments, 0)))


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


def _table_get(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    default = arguments.first(1, "default", "fallback")
    return shape, entry(shape, _arg(arguments, 0), default)


def _table_put(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    key = _arg(arguments, 0)
    return put(shape, key, _arg(arguments, 1)), UNKNOWN


def _put_default(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    key, value = _arg(arguments, 0), _arg(arguments, 1)
    known = key_of(key)
    if known is not None and known in shape.entries:
        return shape, shape.entries[known]
    return put(shape, key, value), value


def _table_remove(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    key = _arg(arguments, 0)
    value = entry(shape, key, arguments.first(1))
    known = key_of(key)
    entries = {each: held for each, held in shape.entries.items() if each != known}
    return replace(shape, entries=entries), value


def _table_values(frame: Frame, shape: Table, _: Arguments) -> tuple[Table, Value]:
    return shape, frame.new_object(Sequence(tuple(shape.entries.values()), shape.rest))


def _table_keys(frame: Frame, shape: Table, _: Arguments) -> tuple[Table, Value]:
    known = tuple(constant(const) for const in _key_consts(shape))
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


def merged(frame: Frame, shape: Table, value: Value) -> Table:
    """A mapping that has taken in another one."""
    for ref in value.refs:
        other = frame.alive.shape(ref)
        if isinstance(other, Table):
            shape = Table(
                {**shape.entries, **other.entries},
                shape.rest
                if other.rest is None
                else other.rest
                if shape.rest is None
                else join(shape.rest, other.rest),
                shape.keys if other.keys is None else other.keys,
            )
        elif other is not None:
            shape = shape.put(None, marked(deep_marks(Value(refs=(ref,)), frame.alive)))
    return shape.put(None, marked(value.marks), marked(value.marks)) if value.marks else shape


def _update(frame: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    for value in (*arguments.places, *arguments.more, *arguments.others):
        shape = merged(frame, shape, value)
    for name, value in arguments.keywords.items():
        shape = shape.put((str, name), value)
    return shape, UNKNOWN


def _pair(arguments: Arguments) -> Value:
    first, second = _arg(arguments, 0).text, _arg(arguments, 1).text
    return UNKNOWN if first is None or second is None else constant(f"{first}\0{second}")


def _config_get(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    return shape, entry(shape, _pair(arguments), arguments.first("fallback"))


def _config_put(_: Frame, shape: Table, arguments: Arguments) -> tuple[Table, Value]:
    return put(shape, _pair(arguments), _arg(arguments, 2)), UNKNOWN


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


def operate(frame: Frame, ref: int, method: str, arguments: Arguments, kind: str | None) -> Value | None:
    """Calls a method of a list or mapping; None if it is none that is known of."""
    shape = frame.alive.shape(ref)
    methods = frame.book.rules.methods
    if isinstance(shape, Sequence):
        change = LIST_OPERATIONS.get(methods.get((kind or "list", method), ""))
        if change is not None:
            items, value = change(frame, shape, arguments)
            frame.alive.set(ref, items)
            return value
    elif isinstance(shape, Table):
        turn = TABLE_OPERATIONS.get(methods.get((kind or "dict", method), ""))
        if turn is not None:
            table, value = turn(frame, shape, arguments)
            frame.alive.set(ref, table)
            return value
    return None
