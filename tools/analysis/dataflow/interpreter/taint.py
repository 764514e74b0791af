"""Which marks a value has, those of what is in it included."""

from __future__ import annotations

from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.shapes import Opaque
from tools.analysis.dataflow.state import State
from tools.analysis.dataflow.syntax import Node
from tools.analysis.dataflow.values import Mark, Value, join_marks

DEEPEST = 4


def deep_marks(value: Value, state: State, depth: int = DEEPEST) -> tuple[Mark, ...]:
    """The marks of a value and of everything in it."""
    if not value.refs or depth == 0:
        return value.marks
    groups = [value.marks]
    for ref in value.refs:
        shape = state.shape(ref)
        if shape is None:
            continue
        groups += [deep_marks(part, state, depth - 1) for part in shape.values()]
    return join_marks(*groups)


def own_marks(value: Value, state: State) -> tuple[Mark, ...]:
    """The marks of a value as a text: what was put into an opaque object (a buffer) is part of it."""
    groups = [value.marks]
    for ref in value.refs:
        shape = state.shape(ref)
        if isinstance(shape, Opaque) and shape.held is not None:
            groups.append(deep_marks(shape.held, state))
    return join_marks(*groups)


def passed(frame: Frame, node: Node, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks with this place as a further step."""
    if not marks:
        return marks
    place = frame.place(node)
    return tuple(mark.at(place) for mark in marks)
