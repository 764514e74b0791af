"""Expressions of the tree, and what every node has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from tools.analysis.dataflow.syntax.statements import Class, Function

CONSTRUCTOR = "constructor"  # the name that a method has in this tree when it makes its object


class UnreadableError(ValueError):
    """A file that its language's front end can't read.

    Attributes:
        line: Where, from 1; 0 when nothing is known.
    """

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Whatever stands somewhere in a file. Two nodes are the same only if they are one."""

    line: int
    end_line: int


@dataclass(frozen=True, slots=True, eq=False)
class Name(Node):
    """A name as written."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Node):
    """A value that stands in the text."""

    value: str | bytes | int | float | bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Text(Node):
    """A text put together from parts: an f-string, a template literal.

    What is literal in it is a `Constant`.
    """

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Attribute(Node):
    """A member of an object, a class, a module: a field, a method, a property."""

    object: Expression
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Slice(Node):
    """What stands between the brackets of `x[a:b:c]`."""

    start: Expression | None
    stop: Expression | None
    step: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Index(Node):
    """An element by its key or position. A bracketed constant name in JavaScript stays an index."""

    object: Expression
    key: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Argument:
    """One argument of a call.

    Attributes:
        name: The keyword, if it was given by one.
        spread: Whether it stands for several (`*rest`, `...rest`; with `name` `**` for Python's `**mapping`).
    """

    value: Expression
    name: str | None = None
    spread: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Call(Node):
    """A call of a function, a method, or (Python) a class."""

    callee: Expression
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True, eq=False)
class New(Node):
    """A new object of a class, where the language has a word for it; `body` is an anonymous class's."""

    type: Expression
    arguments: tuple[Argument, ...]
    body: Class | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Operation(Node):
    """An operator and what it is applied to; see the module's docstring for the words."""

    operator: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Node):
    """One of two, by a condition."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Convert(Node):
    """A cast that changes what the value is (Java's `(int) x`, `(Integer) x`, `(String) x`)."""

    type: Expression
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Spread(Node):
    """An iterable in place of its elements, in a collection or among targets."""

    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Collection(Node):
    """A list, tuple, set or array; as a target, what is taken apart by position."""

    kind: Literal["list", "tuple", "set"]
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mapping(Node):
    """A dict or an object literal; as a target, what is taken apart by key.

    No key: the other's entries are taken in.
    """

    entries: tuple[tuple[Expression | None, Expression], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One `for target in iterable if condition ...` of a comprehension."""

    target: Expression
    iterable: Expression
    conditions: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comprehension(Node):
    """A collection made by loops. A `dict` has a key, too."""

    kind: Literal["list", "set", "dict", "generator"]
    key: Expression | None
    element: Expression
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Bind(Node):
    """An assignment whose value is used (`:=`, Java's and JavaScript's `=` within an expression)."""

    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Lambda(Node):
    """A function as a value: lambda, arrow function, function expression."""

    definition: Function


@dataclass(frozen=True, slots=True, eq=False)
class Yield(Node):
    """What a generator hands out."""

    value: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Node):
    """Something that is not understood; data flows from its parts to it."""

    parts: tuple[Expression, ...] = ()


Expression: TypeAlias = (
    Name
    | Constant
    | Text
    | Attribute
    | Slice
    | Index
    | Call
    | New
    | Operation
    | Choice
    | Convert
    | Spread
    | Collection
    | Mapping
    | Comprehension
    | Bind
    | Lambda
    | Yield
    | Unknown
)
