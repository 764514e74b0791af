"""What an object in the state looks like inside.

A sequence, a table, a record of fields, or something opaque.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from tools.analysis.dataflow.values import Const, Value, join, join_all

if TYPE_CHECKING:
    from tools.analysis.dataflow.interpreter.things import ClassThing

MOST_ITEMS = 64  # a longer list, or a larger mapping, is one whose elements can't be told apart

KeyT = TypeVar("KeyT")
Key: TypeAlias = tuple[type, Const] | tuple[Const, ...] | str


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list, tuple, set or array.

    Attributes:
        items: What stands at each position, as long as that is known.
        rest: What any further element, at any position, may be.
    """

    items: tuple[Value, ...] = ()
    rest: Value | None = None

    def values(self) -> Iterator[Value]:
        yield from self.items
        if self.rest is not None:
            yield self.rest

    def blurred(self, *more: Value) -> Sequence:
        """The same without positions, and with more elements."""
        return Sequence((), join_all([*self.values(), *more]))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A mapping.

    Attributes:
        entries: What stands under each constant key.
        rest: What may stand under any other (or even one of these).
        keys: What the keys that are no constants are.
    """

    entries: Mapping[Key, Value] = field(default_factory=dict)
    rest: Value | None = None
    keys: Value | None = None

    def values(self) -> Iterator[Value]:
        yield from self.entries.values()
        if self.rest is not None:
            yield self.rest

    def put(self, key: Key | None, value: Value, named: Value | None = None) -> Table:
        """The mapping after an assignment; without a key, of one that isn't known."""
        if key is not None and (key in self.entries or len(self.entries) < MOST_ITEMS):
            return replace(self, entries={**self.entries, key: value})
        rest = value if self.rest is None else join(self.rest, value)
        keys = self.keys if named is None else named if self.keys is None else join(self.keys, named)
        return replace(self, rest=rest, keys=keys)


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """An object of a class of the tree, by its fields."""

    cls: ClassThing
    fields: Mapping[str, Value] = field(default_factory=dict)

    def values(self) -> Iterator[Value]:
        yield from self.fields.values()


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """An object from outside the tree: what was put into it, and how it was set up."""

    held: Value | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()

    def values(self) -> Iterator[Value]:
        if self.held is not None:
            yield self.held
        yield from self.fields.values()


Shape: TypeAlias = Sequence | Table | Record | Opaque


def _join_values(one: Value | None, other: Value | None) -> Value | None:
    if one is None or other is None:
        return other if one is None else one
    return join(one, other)


def _either(one: Mapping[KeyT, Value], other: Mapping[KeyT, Value]) -> dict[KeyT, Value]:
    joined = dict(one)
    for key, value in other.items():
        mine = joined.get(key)
        joined[key] = value if mine is None else join(mine, value)
    return joined


def join_shapes(one: Shape, other: Shape) -> Shape:
    """An object that looks like either of the two."""
    if one is other:
        return one
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        if len(one.items) == len(other.items):
            items = tuple(join(mine, theirs) for mine, theirs in zip(one.items, other.items, strict=True))
            return Sequence(items, _join_values(one.rest, other.rest))
        return Sequence((), join_all([*one.values(), *other.values()]))
    if isinstance(one, Table) and isinstance(other, Table):
        return Table(
            _either(one.entries, other.entries),
            _join_values(one.rest, other.rest),
            _join_values(one.keys, other.keys),
        )
    if isinstance(one, Record) and isinstance(other, Record):
        return Record(one.cls, _either(one.fields, other.fields))
    if isinstance(one, Opaque) and isinstance(other, Opaque):
        return Opaque(
            _join_values(one.held, other.held), _either(one.fields, other.fields), one.tags | other.tags
        )
    return Opaque(join_all([*one.values(), *other.values()]))
