"""The functions, classes and modules of the tree, as values, and the scopes that names are looked up in."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TypeAlias

from tools.analysis.dataflow.syntax import Class, Function, Module
from tools.analysis.dataflow.values import Value

_numbers = itertools.count(1)


def next_number() -> int:
    """A number for a new object or frame, that no other has."""
    return next(_numbers)


@dataclass(slots=True, eq=False)
class Unit:
    """A module of the tree.

    Attributes:
        started: Whether its own statements have been run (or are being run).
        defined: The names of the classes and functions at its top.
    """

    module: Module
    scope: Scope = field(init=False)
    started: bool = False
    defined: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.scope = Scope(self, None, None)


@dataclass(slots=True, eq=False)
class Scope:
    """Where names are looked up: a function's own, then what is around it, then the module's.

    Attributes:
        frame: The number that its variables have in the state.
        receiver: The object of the method, if it is one.
    """

    unit: Unit
    parent: Scope | None
    definition: Function | None
    receiver: Value | None = None
    cls: ClassThing | None = None
    frame: int = field(default_factory=next_number)


@dataclass(frozen=True, slots=True)
class FunctionThing:
    """A function of the tree, with what is around it and the object it is bound to."""

    definition: Function
    scope: Scope
    receiver: Value | None = None
    cls: ClassThing | None = None


@dataclass(frozen=True, slots=True)
class ClassThing:
    """A class of the tree. Its own members are variables of `members`."""

    cls: Class
    scope: Scope
    members: int
    bases: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleThing:
    """A module of the tree as a value."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Super:
    """The object as its parent classes see it."""

    receiver: Value
    cls: ClassThing


Thing: TypeAlias = FunctionThing | ClassThing | ModuleThing | Super
