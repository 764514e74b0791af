"""What the interpreter knows of a value.

Where tainted data in it came from, constants, and what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from tools.analysis.dataflow.interpreter.things import Thing

Const: TypeAlias = Union[str, bytes, int, float, bool, None]  # noqa: UP007 (a string could not be joined by |)

MOST_CONSTS = 6  # a value that is one of more constants than this counts as any
MOST_MARKS = 8
MOST_STEPS = 16
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where data came in. There is one for each place and kind, so two are the same only if they are one."""

    place: Place
    what: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """That a value holds data from an origin.

    Attributes:
        stage: How often it was decoded: what was checked before a decoding says nothing about what comes out.
        cleared: The weaknesses that it can't cause any more, because it was escaped or checked.
        steps: The places it went through, the origin's first.
    """

    origin: Origin
    stage: int = 0
    cleared: frozenset[str] = frozenset()
    steps: tuple[Place, ...] = field(default=(), compare=False)

    def at(self, place: Place) -> Mark:
        """The mark with one more step, unless it is there already."""
        if (self.steps and self.steps[-1] == place) or len(self.steps) >= MOST_STEPS:
            return self
        return replace(self, steps=(*self.steps, place))


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What may be known of a value; a plain `Value()` is one of which nothing is known.

    Attributes:
        consts: What it is one of, if that is known.
        names: What it is by the dotted name of something outside of the tree: `flask.request.args`,
            `sqlite3.connect().cursor` (with `()` after what was called and `?` before what came from
            nowhere known).
        refs: The objects, lists, … it may be, by the numbers they have in the state.
        things: The functions, classes and modules of the tree it may be.
    """

    marks: tuple[Mark, ...] = ()
    consts: tuple[Const, ...] | None = None
    names: tuple[str, ...] = ()
    refs: tuple[int, ...] = ()
    things: tuple[Thing, ...] = ()

    @property
    def const(self) -> Const | EllipsisType:
        """The one constant it is, or `...`."""
        return self.consts[0] if self.consts is not None and len(self.consts) == 1 else ...

    @property
    def text(self) -> str | None:
        """The one text it is."""
        const = self.const
        return const if isinstance(const, str) else None


EllipsisType: TypeAlias = type(...)  # type: ignore[valid-type]

UNKNOWN = Value()
NOTHING = Value(consts=(None,))
TRUE = Value(consts=(True,))
FALSE = Value(consts=(False,))


def constant(value: Const) -> Value:
    """The value that is exactly this."""
    return Value(consts=(value,))


def constants(values: Iterable[Const]) -> Value:
    """The value that is one of these."""
    known: dict[tuple[type, Const], Const] = {}
    for value in values:
        known[(type(value), value)] = value
        if len(known) > MOST_CONSTS:
            return UNKNOWN
    return Value(consts=tuple(known.values()))


def join_marks(*groups: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """All marks of the groups, one of each kind, those that can do most harm first if there are too many."""
    filled = [group for group in groups if group]
    if not filled:
        return ()
    if len(filled) == 1 or all(group is filled[0] for group in filled):
        return filled[0]
    found: dict[tuple[int, int, frozenset[str]], Mark] = {}
    for group in filled:
        for mark in group:
            found.setdefault((id(mark.origin), mark.stage, mark.cleared), mark)
    marks = tuple(found.values())
    if len(marks) > MOST_MARKS:
        return tuple(sorted(marks, key=lambda mark: len(mark.cleared))[:MOST_MARKS])
    return marks


def _join_consts(one: Value, other: Value) -> tuple[Const, ...] | None:
    if one.consts is None or other.consts is None:
        return None
    return one.consts if one.consts == other.consts else constants((*one.consts, *other.consts)).consts


def _union(one: tuple[object, ...], other: tuple[object, ...], most: int) -> tuple[object, ...]:
    if not other or one is other:
        return one
    return tuple(dict.fromkeys((*one, *other)))[:most] if one else other


def join(one: Value, other: Value) -> Value:
    """A value that is either of the two."""
    if one is other:
        return one
    return Value(
        join_marks(one.marks, other.marks),
        _join_consts(one, other),
        _union(one.names, other.names, MOST_NAMES),  # type: ignore[arg-type]
        _union(one.refs, other.refs, MOST_NAMES),  # type: ignore[arg-type]
        _union(one.things, other.things, MOST_NAMES),  # type: ignore[arg-type]
    )


def join_all(values: Iterable[Value]) -> Value:
    """A value that is any of these; nothing is known of none."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return UNKNOWN if result is None else result


def marked(marks: tuple[Mark, ...]) -> Value:
    """A value of which only its marks are known."""
    return Value(marks) if marks else UNKNOWN


def cleared(marks: tuple[Mark, ...], classes: frozenset[str]) -> tuple[Mark, ...]:
    """The marks after something that keeps the data from causing these weaknesses."""
    return tuple(
        mark if classes <= mark.cleared else replace(mark, cleared=mark.cleared | classes) for mark in marks
    )


def decoded(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks after a decoding, which undoes what was escaped and checked."""
    return tuple(
        replace(mark, stage=mark.stage + 1, cleared=frozenset()) if mark.stage < 3 else mark for mark in marks
    )
