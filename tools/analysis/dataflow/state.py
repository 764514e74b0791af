"""What variables and objects hold at a point of the program.

A state is a layer on the one it branched from. Where branches meet again, only what was written in
them is joined, so a branch costs what happens in it and not what is known at the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from tools.analysis.dataflow.shapes import Opaque, Record, Sequence, Shape, Table, join_shapes
from tools.analysis.dataflow.values import Mark, Value, join

Variable: TypeAlias = tuple[int, str]  # a frame and a name in it
Checked: TypeAlias = tuple[str, int, int]  # "checked", an origin's id, a stage
Cell: TypeAlias = Value | Shape | frozenset[str]
Location: TypeAlias = Variable | Checked | int  # an int is an object
Layer: TypeAlias = dict[Location, Cell]

_SHAPES = (Sequence, Table, Record, Opaque)


def join_cells(one: Cell, other: Cell) -> Cell:
    """What holds for both."""
    if one is other:
        return one
    if isinstance(one, Value) and isinstance(other, Value):
        return join(one, other)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other
    if isinstance(one, _SHAPES) and isinstance(other, _SHAPES):
        return join_shapes(one, other)
    return one


class State:
    """A layer of what is known."""

    __slots__ = ("layer", "parent")

    def __init__(self, parent: State | None = None) -> None:
        self.parent = parent
        self.layer: Layer = {}

    def get(self, location: Location) -> Cell | None:
        """What stands there, or None."""
        state: State | None = self
        while state is not None:
            if (found := state.layer.get(location)) is not None:
                return found
            state = state.parent
        return None

    def value(self, location: Variable) -> Value | None:
        """A variable's value."""
        found = self.get(location)
        return found if isinstance(found, Value) else None

    def shape(self, ref: int) -> Shape | None:
        """What an object looks like."""
        found = self.get(ref)
        return found if isinstance(found, _SHAPES) else None

    def set(self, location: Location, cell: Cell) -> None:
        """Writes it down, in this layer."""
        self.layer[location] = cell

    def checked(self, mark: Mark) -> frozenset[str]:
        """The weaknesses that a check on the way here has ruled out for the mark's data."""
        found = self.get(("checked", id(mark.origin), mark.stage))
        return found if isinstance(found, frozenset) else frozenset()

    def check(self, mark: Mark, classes: frozenset[str]) -> None:
        """Writes down that these weaknesses are ruled out from here on."""
        self.layer[("checked", id(mark.origin), mark.stage)] = self.checked(mark) | classes

    def branch(self) -> State:
        """A layer on top of this one."""
        return State(self)

    def written(self, since: State) -> Layer:
        """All that was written in the layers above another state."""
        layers = []
        state: State | None = self
        while state is not None and state is not since:
            layers.append(state.layer)
            state = state.parent
        written: Layer = {}
        for layer in reversed(layers):
            written.update(layer)
        return written

    def meet(self, ways: Iterable[Mapping[Location, Cell]]) -> None:
        """Goes on where several branches meet, each given by what was written in it since this state."""
        known = list(ways)
        if len(known) == 1:
            self.layer.update(known[0])
            return
        for location in dict.fromkeys(location for way in known for location in way):
            here = self.get(location)
            joined: Cell | None = None
            for way in known:
                cell = way.get(location, here)
                if cell is None:
                    if isinstance(location, tuple) and location[0] == "checked":
                        joined = frozenset()
                        break
                    continue  # not known in this branch: there is no such variable or object in it
                joined = cell if joined is None else join_cells(joined, cell)
            if joined is not None:
                self.layer[location] = joined
