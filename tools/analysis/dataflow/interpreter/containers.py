"""The elements of lists and mappings."""

from __future__ import annotations

from dataclasses import replace

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
        found = [*table.values(), *([] if default is None else [default])]
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
        return [constant(const) for const in key_consts(shape)]
    return None


def _characters(value: Value) -> list[Value] | None:
    text = value.text
    return (
        [constant(character) for character in text] if text is not None and len(text) <= MOST_ITEMS else None
    )


def key_consts(table: Table) -> list[Const]:
    """The constant keys of a mapping."""
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
    known = [constant(const) for const in key_consts(table)]
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


def assigned(shape: Sequence, key: Value, value: Value) -> Sequence:
    """A list after an assignment to one of its positions."""
    position = position_of(key)
    if position is None or shape.rest is not None or not -len(shape.items) <= position < len(shape.items):
        return shape.blurred(value)
    items = list(shape.items)
    items[position] = value
    return Sequence(tuple(items))


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
