"""Calls methods of lists and mappings."""

from __future__ import annotations

from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.lists import LIST_OPERATIONS
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.tables import TABLE_OPERATIONS
from tools.analysis.dataflow.shapes import Sequence, Table
from tools.analysis.dataflow.values import Value


def operate(frame: Frame, ref: int, method: str, arguments: Arguments, kind: str | None) -> Value | None:
    """Calls a method of a list or mapping; None if it is none that is known of."""
    shape = frame.alive.shape(ref)
    methods = frame.book.rules.methods
    if isinstance(shape, Sequence):
        change = LIST_OPERATIONS.get(methods.get((kind or "list", method), ""))
        if change is not None:
            items, value = change(frame, shape, arguments)
            frame.alive.set(ref, items)
            return value
    elif isinstance(shape, Table):
        turn = TABLE_OPERATIONS.get(methods.get((kind or "dict", method), ""))
        if turn is not None:
            table, value = turn(frame, shape, arguments)
            frame.alive.set(ref, table)
            return value
    return None
