"""Loops: run over known elements one by one, over others up to a fixed point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tools.analysis.dataflow.folding import truth
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.containers import any_element, elements, keys
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.machine import Frame, Ways
from tools.analysis.dataflow.interpreter.methods import operate
from tools.analysis.dataflow.shapes import Table
from tools.analysis.dataflow.state import Layer, State
from tools.analysis.dataflow.syntax import Assign, Bind, Body, ForEach, Name, Node, While, walk
from tools.analysis.dataflow.values import UNKNOWN, Value, constant, join_all

MOST_ROUNDS_ONE_BY_ONE = 8
ROUNDS = 2  # what a first round writes, a second one reads
DEEPEST_NESTING = 3  # loops in loops in loops are run once


def for_each(frame: Frame, node: ForEach) -> None:
    """A loop over elements."""
    iterable = evaluate(frame, node.iterable)
    if frame.language == "javascript" and not node.keys:
        iterable = _pairs(frame, node, iterable)
    known = _keys(frame, iterable) if node.keys else elements(frame, iterable)
    if known is not None and len(known) <= MOST_ROUNDS_ONE_BY_ONE:
        _one_by_one(frame, node, known)
        return
    item = _any_key(frame, iterable) if node.keys else any_element(frame, iterable)
    run, assign = frame.machine.hooks["run"], frame.machine.hooks["assign"]

    def round_() -> None:
        assign(frame, node.target, item, node)
        run(frame, node.body)

    _repeat(frame, node, round_, ())
    if frame.state is not None:
        run(frame, node.otherwise)


def _pairs(frame: Frame, node: Node, value: Value) -> Value:
    """What a loop over a JavaScript `Map` goes through: its keys, each with what stands under it."""
    if len(value.refs) != 1 or not isinstance(frame.alive.shape(value.refs[0]), Table):
        return value
    return operate(frame, value.refs[0], "entries", Arguments(), "map") or value


def _keys(frame: Frame, value: Value) -> list[Value] | None:
    for ref in value.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Table):
            return elements(frame, Value(refs=(ref,)))
    known = elements(frame, value)
    return None if known is None else [constant(position) for position in range(len(known))]


def _any_key(frame: Frame, value: Value) -> Value:
    shapes = [frame.alive.shape(ref) for ref in value.refs]
    found = [keys(shape) for shape in shapes if isinstance(shape, Table)]
    return join_all([*found, replace(UNKNOWN, marks=value.marks)])


def _one_by_one(frame: Frame, node: ForEach, items: list[Value]) -> None:
    run, assign = frame.machine.hooks["run"], frame.machine.hooks["assign"]
    before = frame.alive
    frame.state = before.branch()
    ways = Ways(before)
    frame.ways.append(ways)
    for item in items:
        if frame.state is None:
            break
        assign(frame, node.target, item, node)
        run(frame, node.body)
        _go_on(frame, before, ways)
    frame.ways.pop()
    if frame.state is not None:
        run(frame, node.otherwise)
    ends = [] if frame.state is None else [frame.state.written(before)]
    ends += ways.breaks
    frame.state = before if ends else None
    before.meet(ends)


def _go_on(frame: Frame, before: State, ways: Ways) -> None:
    """Where a round ends: at its last statement or at a `continue`."""
    ends: list[Layer] = [*ways.continues]
    if frame.state is not None:
        ends.append(frame.state.written(before))
    ways.continues.clear()
    if not ends:
        frame.state = None
        return
    frame.state = before.branch()
    frame.state.meet(ends)


def while_(frame: Frame, node: While) -> None:
    """A loop by a condition."""
    run, refine = frame.machine.hooks["run"], frame.machine.hooks["refine"]
    if node.at_least_once:
        _once(frame, node)
        if frame.state is None:
            return
    _forget(frame, node, (*node.body, *node.update))
    certain = truth(evaluate(frame, node.condition))
    if certain is False:
        run(frame, node.otherwise)
        return

    def round_() -> None:
        if truth(evaluate(frame, node.condition)) is False:
            frame.state = None
            return
        refine(frame, node.condition, True)
        run(frame, node.body)

    _repeat(frame, node, round_, node.update, endless=certain is True)
    if frame.state is not None:
        refine(frame, node.condition, False)
        run(frame, node.otherwise)


def _once(frame: Frame, node: While) -> None:
    before = frame.alive
    ways = Ways(before)
    frame.ways.append(ways)
    frame.state = before.branch()
    frame.machine.hooks["run"](frame, node.body)
    _go_on(frame, before, ways)
    frame.ways.pop()
    ends = [*ways.breaks, *([] if frame.state is None else [frame.state.written(before)])]
    frame.state = before if ends else None
    before.meet(ends)


def _repeat(
    frame: Frame, node: ForEach | While, round_: Callable[[], None], update: Body, *, endless: bool = False
) -> None:
    """Runs rounds, each from what holds before the loop or after any round."""
    body = (*node.body, *update)
    _forget(frame, node, body)
    before = frame.alive
    frame.nesting += 1
    breaks: list[Layer] = []
    for _ in range(1 if frame.nesting > DEEPEST_NESTING else ROUNDS):
        ways = Ways(before)
        frame.ways.append(ways)
        frame.state = before.branch()
        round_()
        _go_on(frame, before, ways)
        if frame.state is not None:
            frame.machine.hooks["run"](frame, update)
        frame.ways.pop()
        breaks += ways.breaks
        if frame.state is None:
            break
        before.meet([frame.state.written(before), {}])
    frame.nesting -= 1
    ends: list[Layer] = breaks if endless else [*breaks, {}]
    frame.state = before if ends else None
    before.meet(ends)


def _forget(frame: Frame, node: Node, body: Body) -> None:
    """What the loop assigns is not the constant any more that it was before."""
    names = frame.machine.assigned.get(node)
    if names is None:
        targets = [part.target for part in walk(body) if isinstance(part, Assign | Bind)]
        names = frame.machine.assigned[node] = frozenset(
            target.name for target in targets if isinstance(target, Name)
        )
    for name in names:
        scope = frame.scope
        value = frame.alive.value((scope.frame, name))
        if value is not None and value.consts is not None:
            frame.alive.set((scope.frame, name), replace(value, consts=None))
