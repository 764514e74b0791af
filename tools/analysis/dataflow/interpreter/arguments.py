"""The arguments of a call, by position and keyword, and what a rule's conditions say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.names import Names
from tools.analysis.dataflow.rules.model import ANY, FIRST, OBJECT, Condition, Where
from tools.analysis.dataflow.shapes import Opaque, Sequence, Shape, Table
from tools.analysis.dataflow.values import UNKNOWN, Const, Value


@dataclass(slots=True, eq=False)
class Arguments:
    """What a call was given.

    Attributes:
        more: What stands for several by position (`*rest`).
        others: What stands for several by keyword (`**rest`).
        receiver: The object that the method was called on.
    """

    places: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    more: list[Value] = field(default_factory=list)
    others: list[Value] = field(default_factory=list)
    receiver: Value | None = None

    def __iter__(self) -> Iterator[Value]:
        yield from self.places
        yield from self.keywords.values()
        yield from self.more
        yield from self.others

    def get(self, frame: Frame, where: Where) -> list[Value]:
        """The values of an argument."""
        if where == FIRST:
            lists = [frame.alive.shape(ref) for value in self.places[:1] for ref in value.refs]
            return [shape.items[0] for shape in lists if isinstance(shape, Sequence) and shape.items]
        if where == OBJECT:
            return [] if self.receiver is None else [self.receiver]
        if where == ANY:
            return list(self)
        if isinstance(where, str):
            position, dot, key = where.partition(".")
            if dot and position.isdigit():
                return self._entry(frame, int(position), key)
            return [self.keywords[where]] if where in self.keywords else []
        if where < len(self.places):
            return [self.places[where]]
        return list(self.more)

    def _entry(self, frame: Frame, position: int, key: str) -> list[Value]:
        """What a mapping among the arguments has under a key; `a.b` is a key in a mapping in it.

        Of what isn't known to be a mapping, nothing is known.
        """
        values = self.places[position : position + 1]
        for name in key.split("."):
            found: list[Value | None] = []
            for value in values:
                shapes = [frame.alive.shape(ref) for ref in value.refs]
                tables = [shape for shape in shapes if isinstance(shape, Table)]
                found += [table.entries.get((str, name), table.rest) for table in tables]
                if not tables and value.consts is None and not value.things:
                    found.append(Value(value.marks))
            values = [value for value in found if value is not None]
        return values

    def at(self, position: int) -> Value:
        """The argument at a position, of which nothing is known if there is none."""
        return self.places[position] if position < len(self.places) else UNKNOWN

    def first(self, *where: Where) -> Value | None:
        """The first of these arguments that is given."""
        for each in where:
            if isinstance(each, int) and each < len(self.places):
                return self.places[each]
            if isinstance(each, str) and each in self.keywords:
                return self.keywords[each]
        return None


def holds(frame: Frame, condition: Condition, arguments: Arguments) -> bool:
    """Whether a condition holds of a call's arguments."""
    values = [value for where in condition.where for value in arguments.get(frame, where)]
    if not values:
        return condition.absent and not arguments.others
    return condition.given or any(_is(frame, condition, value) for value in values)


def _is(frame: Frame, condition: Condition, value: Value) -> bool:
    if condition.consts and value.consts is not None:
        wanted = {_plain(const) for const in condition.consts}
        if any(_plain(const) in wanted for const in value.consts):
            return True
    if condition.contains and value.consts is not None:
        texts = [const.lower() for const in value.consts if isinstance(const, str)]
        if any(part in text for text in texts for part in condition.contains):
            return True
    if condition.first and any(_begins(frame.alive.shape(ref), condition.first) for ref in value.refs):
        return True
    if condition.names and _matches(condition.names, _all_names(frame, value)):
        return True
    if condition.tag:
        shapes = [frame.alive.shape(ref) for ref in value.refs]
        return any(isinstance(shape, Opaque) and condition.tag in shape.tags for shape in shapes)
    return False


def _begins(shape: Shape | None, texts: tuple[str, ...]) -> bool:
    if not isinstance(shape, Sequence) or not shape.items:
        return False
    return any(const in texts for const in shape.items[0].consts or () if isinstance(const, str))


def _plain(const: Const) -> tuple[type, Const]:
    if isinstance(const, str):
        const = const.lower().replace("-", "").replace("_", "")
    return (type(const), const)


def _all_names(frame: Frame, value: Value) -> list[str]:
    names = list(value.names)
    for ref in value.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Sequence | Table):
            names += [name for part in shape.values() for name in part.names]
    return names


_patterns: dict[tuple[str, ...], Names[bool]] = {}


def _matches(patterns: tuple[str, ...], names: list[str]) -> bool:
    known = _patterns.get(patterns)
    if known is None:
        known = _patterns[patterns] = Names((pattern, True) for pattern in patterns)
    return known.first(names) is not None


def meets(
    frame: Frame, when: tuple[Condition, ...], unless: tuple[Condition, ...], arguments: Arguments
) -> bool:
    """Whether all of the first and none of the second hold."""
    return all(holds(frame, each, arguments) for each in when) and not any(
        holds(frame, each, arguments) for each in unless
    )
