"""Runs statements, which change the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tools.analysis.dataflow.folding import truth
from tools.analysis.dataflow.interpreter.access import resolve
from tools.analysis.dataflow.interpreter.assign import assign, set_name
from tools.analysis.dataflow.interpreter.checks import check_named, check_return
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.guards import refine
from tools.analysis.dataflow.interpreter.loops import for_each, while_
from tools.analysis.dataflow.interpreter.machine import Exit, Frame, Ways
from tools.analysis.dataflow.interpreter.things import ClassThing, FunctionThing, next_number
from tools.analysis.dataflow.interpreter.typed import as_declared, declared
from tools.analysis.dataflow.state import Layer, State
from tools.analysis.dataflow.syntax import (
    Assign,
    Body,
    Break,
    Call,
    Class,
    Continue,
    Declare,
    Delete,
    Evaluate,
    Expression,
    ForEach,
    Function,
    If,
    Import,
    Name,
    Operation,
    Raise,
    Return,
    Switch,
    Try,
    While,
)
from tools.analysis.dataflow.values import FALSE, NOTHING, TRUE, UNKNOWN, Value

_ASKING = frozenset(
    ["==", "!=", "<", "<=", ">", ">=", "in", "not-in", "is", "is-not", "instanceof", "not", "and", "or"]
)


def run(frame: Frame, body: Body) -> None:
    """Runs statements until one of them leaves."""
    for statement in body:
        if frame.state is None:
            return
        frame.machine.step()
        _BY_KIND[type(statement)](frame, statement)


def _import(frame: Frame, node: Import) -> None:
    frame.alive.set((frame.scope.frame, node.name), resolve(frame, node, node.target))


def _assign(frame: Frame, node: Assign) -> None:
    value = evaluate(frame, node.value)
    if node.type is not None:
        value = as_declared(frame, value, node.type)
    if frame.state is not None:
        assign(frame, node.target, value, node)


def _declare(frame: Frame, node: Declare) -> None:
    frame.alive.set((frame.scope.frame, node.name), declared(frame, node.type) or UNKNOWN)


def _delete(frame: Frame, node: Delete) -> None:
    if isinstance(node.target, Name):
        set_name(frame, node.target.name, UNKNOWN)
    else:
        frame.machine.hooks["delete"](frame, node.target)


def _evaluate(frame: Frame, node: Evaluate) -> None:
    evaluate(frame, node.value)


def _if(frame: Frame, node: If) -> None:
    certain = truth(evaluate(frame, node.condition))
    if frame.state is None:
        return
    if certain is not None:
        run(frame, node.then if certain else node.otherwise)
        return
    before = frame.alive
    ends: list[Layer] = []
    for holds, body in ((True, node.then), (False, node.otherwise)):
        frame.state = before.branch()
        refine(frame, node.condition, holds)
        run(frame, body)
        if frame.state is not None:
            ends.append(frame.state.written(before))
    _meet(frame, before, ends)


def _try(frame: Frame, node: Try) -> None:
    before = frame.alive
    inner = before.branch()
    frame.state = inner
    run(frame, node.body)
    # an exception may come from anywhere in the body: what was written in it is so or isn't
    thrown: list[Layer] = [{}, inner.layer if frame.state is None else frame.state.written(before)]
    if frame.state is not None:
        run(frame, node.otherwise)
    ends = [] if frame.state is None else [frame.state.written(before)]
    for handler in node.handlers:
        frame.state = before.branch()
        frame.state.meet(thrown)
        if handler.name:
            known = declared(frame, handler.types[0]) if handler.types else None
            set_name(frame, handler.name, known or UNKNOWN)
        run(frame, handler.body)
        if frame.state is not None:
            ends.append(frame.state.written(before))
    _finally(frame, node, before, ends, thrown)


def _finally(frame: Frame, node: Try, before: State, ends: list[Layer], thrown: list[Layer]) -> None:
    frame.state = before
    if ends:
        before.meet(ends)
        run(frame, node.final)
        return
    if node.final:
        frame.state = before.branch()
        frame.state.meet(thrown)
        run(frame, node.final)
    frame.state = None


def _switch(frame: Frame, node: Switch) -> None:
    subject = evaluate(frame, node.subject)
    before = frame.alive
    ways = Ways(before, loop=False)
    frame.ways.append(ways)
    ends: list[Layer] = []
    falling: Layer | None = None
    taken = False
    for number, case in enumerate(node.cases):
        matches = _matches(frame, node, number, subject) if not taken else False
        if matches is False and falling is None:
            continue
        frame.state = before.branch()
        starts = [] if falling is None else [falling]
        frame.state.meet([*starts, {}] if matches is not False and starts else starts)
        for target in case.binds:
            assign(frame, target, subject, node)
        if len(case.values) == 1 and matches is None:
            refine(frame, Operation(node.line, node.line, "==", (node.subject, case.values[0])), True)
        run(frame, case.body)
        ended = None if frame.state is None else frame.state.written(before)
        falling = ended if node.falls else None
        if ended is not None and not node.falls:
            ends.append(ended)
        taken = taken or matches is True
    frame.ways.pop()
    if not taken:
        ends.append({})
    _meet(frame, before, [*ends, *ways.breaks, *([] if falling is None else [falling])])


def _meet(frame: Frame, before: State, ends: list[Layer]) -> None:
    frame.state = before if ends else None
    before.meet(ends)


def _matches(frame: Frame, node: Switch, number: int, subject: Value) -> bool | None:
    """Whether a case is taken: surely, surely not, or perhaps."""
    case = node.cases[number]
    if case.guard is not None:
        return None
    if not case.values:  # the default: taken when no other one is
        others = [_equals(frame, other.values, subject) for other in node.cases if other.values]
        if any(answer is True for answer in others):
            return False
        return True if all(answer is False for answer in others) else None
    return _equals(frame, case.values, subject)


def _equals(frame: Frame, values: tuple[Expression, ...], subject: Value) -> bool | None:
    answers: list[bool | None] = []
    for each in values:
        value = evaluate(frame, each)
        if value.const is ... or subject.consts is None:
            answers.append(None)
        else:
            found = {const == value.const for const in subject.consts}
            answers.append(found.pop() if len(found) == 1 else None)
    if any(answer is True for answer in answers):
        return True
    return None if None in answers else False


def _return(frame: Frame, node: Return) -> None:
    value = NOTHING if node.value is None else evaluate(frame, node.value)
    state = frame.state
    if state is None:
        return
    check_return(frame, node, value)
    function = frame.scope.definition
    if function is not None and value.marks:
        check_named(frame, node, (function.name,), value)
    if node.value is not None and value.consts is None and _asks(node.value) and function is not None:
        for holds, answer in ((True, TRUE), (False, FALSE)):
            frame.state = state.branch()
            refine(frame, node.value, holds)
            known = value if value.marks or value.refs or value.things else answer
            frame.exits.append(Exit(known, frame.state.written(frame.base), holds))
    else:
        frame.exits.append(Exit(value, state.written(frame.base)))
    frame.state = None


def _asks(node: Expression) -> bool:
    return isinstance(node, Call) or (isinstance(node, Operation) and node.operator in _ASKING)


def _raise(frame: Frame, node: Raise) -> None:
    if node.value is not None:
        evaluate(frame, node.value)
    frame.state = None


def _break(frame: Frame, _: Break) -> None:
    if frame.ways:
        frame.ways[-1].breaks.append(frame.alive.written(frame.ways[-1].base))
    frame.state = None


def _continue(frame: Frame, _: Continue) -> None:
    for ways in reversed(frame.ways):
        if ways.loop:
            ways.continues.append(frame.alive.written(ways.base))
            break
    frame.state = None


def _function(frame: Frame, node: Function) -> None:
    thing = FunctionThing(node, frame.scope, None, frame.scope.cls if node.kind == "function" else None)
    decorators = tuple(evaluate(frame, decorator) for decorator in node.decorators)
    frame.machine.defined.append((thing, decorators))
    frame.alive.set((frame.scope.frame, node.name), Value(things=(thing,)))


def _class(frame: Frame, node: Class) -> None:
    frame.alive.set((frame.scope.frame, node.name), define_class(frame, node))


def define_class(frame: Frame, node: Class) -> Value:
    """The class that a definition makes."""
    bases = tuple(evaluate(frame, base) for base in node.bases)
    thing = ClassThing(node, frame.scope, next_number(), bases)
    value = Value(things=(thing,))
    frame.machine.note_subclass(thing)
    state = frame.alive
    if node.name:
        state.set((frame.scope.frame, node.name), value)
    scope = type(frame.scope)(frame.scope.unit, frame.scope, None, None, thing, thing.members)
    inner = frame.machine.frame(scope, state, frame.depth)
    for part in node.body:
        if isinstance(part, Function):
            decorators = tuple(evaluate(frame, decorator) for decorator in part.decorators)
            receiver = value if part.kind == "class" else None
            method = FunctionThing(part, frame.scope, receiver, thing)
            known = state.value((thing.members, part.name))
            frame.machine.defined.append((method, decorators))
            if (
                known is not None and frame.language == "java"
            ):  # overloaded: whichever takes as many arguments
                state.set((thing.members, part.name), Value(things=(*known.things, method)))
            else:
                state.set((thing.members, part.name), Value(things=(method,)))
        elif isinstance(part, Class):
            state.set((thing.members, part.name), define_class(inner, part))
    for part in node.body:
        if not isinstance(part, Function | Class):
            run(inner, (part,))
    return value


_BY_KIND: dict[type, Callable[[Frame, Any], None]] = {
    Import: _import,
    Assign: _assign,
    Declare: _declare,
    Delete: _delete,
    Evaluate: _evaluate,
    If: _if,
    ForEach: for_each,
    While: while_,
    Try: _try,
    Switch: _switch,
    Return: _return,
    Raise: _raise,
    Break: _break,
    Continue: _continue,
    Function: _function,
    Class: _class,
}
