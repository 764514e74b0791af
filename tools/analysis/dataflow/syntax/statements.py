"""Statements of the tree: what runs, functions, classes, and the file around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tools.analysis.dataflow.syntax.expressions import Expression, Node


@dataclass(frozen=True, slots=True, eq=False)
class Import(Node):
    """Binds a name to what a dotted name stands for."""

    name: str
    target: str


@dataclass(frozen=True, slots=True, eq=False)
class Assign(Node):
    """Gives a name, field, element or several at once a value. `type` is the declared one."""

    target: Expression
    value: Expression
    type: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Declare(Node):
    """A name with a type and no value yet."""

    name: str
    type: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Delete(Node):
    """Takes a name, field or element away."""

    target: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Evaluate(Node):
    """An expression for its effect."""

    value: Expression


@dataclass(frozen=True, slots=True, eq=False)
class If(Node):
    """Two ways by a condition."""

    condition: Expression
    then: Body
    otherwise: Body = ()


@dataclass(frozen=True, slots=True, eq=False)
class ForEach(Node):
    """A loop over the elements of an iterable (`keys`: over its keys, as JavaScript's `for in`)."""

    target: Expression
    iterable: Expression
    body: Body
    otherwise: Body = ()
    keys: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class While(Node):
    """A loop by a condition.

    `at_least_once` is `do … while`; `update` runs after the body, also on `continue`.
    """

    condition: Expression
    body: Body
    update: Body = ()
    otherwise: Body = ()
    at_least_once: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Handler:
    """One `except`/`catch`: the exception's types, the name it is bound to, what is done."""

    types: tuple[Expression, ...]
    name: str | None
    body: Body


@dataclass(frozen=True, slots=True, eq=False)
class Try(Node):
    """A body that may be left by an exception."""

    body: Body
    handlers: tuple[Handler, ...]
    otherwise: Body = ()
    final: Body = ()


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One way of a switch.

    It is taken when the subject is one of `values` (none of them: the default) and `guard` holds. A pattern
    that is more than values is an `Unknown` value (it may match); `binds` is what it binds from the subject.
    """

    values: tuple[Expression, ...]
    body: Body
    guard: Expression | None = None
    binds: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Switch(Node):
    """One of several ways by a value. With `falls`, a case without a `Break` goes on into the next one."""

    subject: Expression
    cases: tuple[Case, ...]
    falls: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Return(Node):
    """Leaves the function."""

    value: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Raise(Node):
    """Leaves by an exception."""

    value: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Break(Node):
    """Leaves the loop or the switch."""


@dataclass(frozen=True, slots=True, eq=False)
class Continue(Node):
    """Goes on with the loop's next round."""


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One parameter of a function.

    Attributes:
        kind: `rest` takes what is left by position, `keywords` what is left by keyword, `apart` is given
            by keyword only.
        pattern: What the argument is taken apart into, where the language can do so in place
            (JavaScript); the name is then made up.
    """

    name: str
    type: Expression | None = None
    default: Expression | None = None
    kind: Literal["plain", "rest", "keywords", "apart"] = "plain"
    decorators: tuple[Expression, ...] = ()
    pattern: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Function(Node):
    """A function or method.

    Attributes:
        name: Empty for one without a name; `constructor` for what makes the object.
        locals: The names that are its own.
        kind: How it is bound when it stands in a class.
        receiver: The name of its object, in a class; the class itself for kind `class`.
        implicit_receiver: Whether a name that is found nowhere nearer is a member of the object (Java).
        abstract: Whether it has no body of its own (interfaces), so that only what overrides it can run.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Body
    locals: frozenset[str]
    decorators: tuple[Expression, ...] = ()
    kind: Literal["function", "method", "static", "class", "property"] = "function"
    receiver: str | None = None
    implicit_receiver: bool = False
    generator: bool = False
    abstract: bool = False
    returns: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Class(Node):
    """A class: what it stands on, and its methods, nested classes and fields (`Assign`, `Declare`).

    Fields named in `static_fields` belong to the class; the others are made with each object. In Python all
    of them are the class's.
    """

    name: str
    bases: tuple[Expression, ...]
    body: Body
    decorators: tuple[Expression, ...] = ()
    static_fields: frozenset[str] = frozenset()


Statement: TypeAlias = (
    Import
    | Assign
    | Declare
    | Delete
    | Evaluate
    | If
    | ForEach
    | While
    | Try
    | Switch
    | Return
    | Raise
    | Break
    | Continue
    | Function
    | Class
)
Body: TypeAlias = tuple[Statement, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """One file.

    Attributes:
        language: `python`, `java`, `javascript` (also for TypeScript).
        names: The dotted names by which others may mean it, the fullest first.
        searched: Dotted names in which a name that is bound nowhere is looked for.
        broken: The first line that could not be read, where the rest of the file could; 0 for none.
    """

    path: str
    language: str
    names: tuple[str, ...]
    body: Body
    searched: tuple[str, ...] = ()
    broken: int = 0
