"""What a run has: the project, the limits, the findings, and the frame of the function that is being run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.analysis.dataflow.interpreter.entries import Called
from tools.analysis.dataflow.flows import Flow, Problem
from tools.analysis.dataflow.interpreter.things import ClassThing, FunctionThing, Scope, next_number
from tools.analysis.dataflow.project import Project
from tools.analysis.dataflow.rules.book import Book, book
from tools.analysis.dataflow.rules.model import USER, Entry, Weakness
from tools.analysis.dataflow.shapes import Shape
from tools.analysis.dataflow.state import Layer, State
from tools.analysis.dataflow.syntax import Function, Node, Parameter
from tools.analysis.dataflow.values import UNKNOWN, Mark, Origin, Place, Value

DEEPEST_CALL = 12
# Expressions looked at from one function, those of what it calls included.
STEPS_FROM_ENTRY = 40_000
STEPS_FROM_OTHER = 4_000
MOST_STEPS_FROM_ONE = 200_000  # calls not being followed any more, this is one enormous function
MOST_RUNS_OF_ONE = 3  # for its own sake, each time with what another function had for it
STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 512


class OutOfTimeError(Exception):
    """The time is up."""


class OutOfStepsError(Exception):
    """One function took too long."""


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a function.

    Attributes:
        value: What it returns there.
        written: What was written until then.
        truth: Whether the value counts as true, where only that is known.
        given: What each parameter (the object left out) is there, unless the function assigns it.
    """

    value: Value
    written: Layer
    truth: bool | None = None
    given: tuple[Value | None, ...] = ()


@dataclass(slots=True, eq=False)
class Ways:
    """The ways out of a loop's or switch's body, written since `base`."""

    base: State
    breaks: list[Layer] = field(default_factory=list)
    continues: list[Layer] = field(default_factory=list)
    loop: bool = True


@dataclass(slots=True, eq=False)
class Frame:
    """A function (or module) that is being run.

    Attributes:
        state: What is known at this point; None when it can't be reached.
        base: The state in which it was entered.
        called: For each call that was run last, how it may have returned: a condition may tell these apart.
    """

    machine: Machine
    scope: Scope
    state: State | None
    base: State
    book: Book
    depth: int = 0
    entry: Entry | None = None
    exits: list[Exit] = field(default_factory=list)
    ways: list[Ways] = field(default_factory=list)
    nesting: int = 0
    called: dict[Node, list[Exit]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.scope.unit.module.path

    @property
    def language(self) -> str:
        return self.scope.unit.module.language

    @property
    def alive(self) -> State:
        """The state, where it is known that the point can be reached."""
        return State(self.base) if self.state is None else self.state  # what doesn't run is of no account

    def place(self, node: Node) -> Place:
        return Place(self.path, node.line)

    def new_object(self, shape: Shape) -> Value:
        """A new object in the state."""
        ref = next_number()
        self.alive.set(ref, shape)
        return Value(refs=(ref,))


class Machine:
    """One run over a project."""

    def __init__(self, project: Project, *, only: frozenset[str] | None, deadline: float) -> None:
        self.project = project
        self.only = only
        self.base = State()
        self.flows: dict[tuple[str, int, str], Flow] = {}
        self.problems: list[Problem] = []
        self.stack: list[FunctionThing] = []
        self.defined: list[tuple[FunctionThing, tuple[Value, ...]]] = []
        self.entries: dict[int, Called] = {}
        self.memo: dict[object, tuple[Value, list[Exit]]] = {}
        self.relevant: frozenset[Function] = frozenset()
        self.escapes: dict[Function, frozenset[str]] = {}
        self.nests: dict[Function, bool] = {}
        self.assigned: dict[Node, frozenset[str]] = {}
        self.sourced = 0  # how often data came in
        self._runs: Counter[int] = Counter()
        self.subclasses: dict[ClassThing, list[ClassThing]] = {}
        self.hooks: dict[str, Callable[..., Any]] = {}
        self._origins: dict[tuple[str, int, str, str], Origin] = {}
        self._deadline = deadline
        self._steps = 0
        self._root_limit = STEPS_FROM_ENTRY

    def again(self, function: Function) -> bool:
        """Whether a function that is made within another is worth being run once more, from elsewhere."""
        self._runs[id(function)] += 1
        return self._runs[id(function)] <= MOST_RUNS_OF_ONE

    def note_subclass(self, cls: ClassThing) -> None:
        """Remembers a class with those of the tree that it stands on."""
        for base in cls.bases:
            for above in base.things:
                if isinstance(above, ClassThing):
                    self.subclasses.setdefault(above, []).append(cls)

    def start_root(self, limit: int = STEPS_FROM_ENTRY) -> None:
        """Gives the next function its steps."""
        self._steps = 0
        self._root_limit = limit
        if time.monotonic() > self._deadline:
            raise OutOfTimeError

    def step(self) -> None:
        """Counts an expression."""
        self._steps += 1
        if self._steps % STEPS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 and time.monotonic() > self._deadline:
            raise OutOfTimeError
        if self._steps > MOST_STEPS_FROM_ONE:
            raise OutOfStepsError

    def half_way(self) -> float:
        """When half of the time that is left now is up."""
        return (time.monotonic() + self._deadline) / 2

    @property
    def tired(self) -> bool:
        """Whether calls should not be followed any more from this root."""
        return self._steps > self._root_limit

    def origin(self, place: Place, what: str, kind: str = USER) -> Mark:
        """The mark of data that comes in there."""
        self.sourced += 1
        key = (place.path, place.line, what, kind)
        origin = self._origins.get(key)
        if origin is None:
            origin = self._origins[key] = Origin(place, what, kind)
        return Mark(origin, steps=(place,))

    def frame(self, scope: Scope, state: State, depth: int = 0) -> Frame:
        """A frame for a function of the scope."""
        return Frame(self, scope, state, state, book(scope.unit.module.language), depth)

    def found(
        self, frame: Frame, node: Node, weakness: Weakness, mark: Mark | None, sink: str, *, exact: bool
    ) -> None:
        """Writes a finding down, unless there is one of the kind there already."""
        path, line = frame.path, node.line
        key = (path, line, weakness.id)
        if key in self.flows or (self.only is not None and path not in self.only):
            return
        here = Place(path, line)
        steps = () if mark is None else mark.at(here).steps
        if mark is None:
            why = f"{sink} {weakness.harm}."
        else:
            origin = mark.origin
            here_too = origin.place.path == path
            start = f"line {origin.place.line}" if here_too else f"{origin.place.path}:{origin.place.line}"
            came = f"{origin.what[0].upper()}{origin.what[1:]} from {start}"
            why = f"{came} reaches {sink} on line {line}, which {weakness.harm}."
        self.flows[key] = Flow(
            path,
            line,
            max(line, node.end_line),
            weakness.id,
            weakness.cwe,
            weakness.severity,
            "high" if exact else "medium",
            weakness.title,
            why,
            tuple((step.path, step.line) for step in steps) or ((path, line),),
            frame.language,
        )


def parameter_hint(parameter: Parameter) -> Value:
    """What is known of a parameter that nobody gave a value to."""
    return Value(names=(f"?{parameter.name}",)) if parameter.name else UNKNOWN
