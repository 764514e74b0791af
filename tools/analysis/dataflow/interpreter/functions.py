"""Runs functions and makes objects of the tree, in the caller's state."""

from __future__ import annotations

from dataclasses import replace

from tools.analysis.dataflow.interpreter.access import attribute, class_member, external_bases
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.assign import assign
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.machine import DEEPEST_CALL, Exit, Frame, parameter_hint
from tools.analysis.dataflow.interpreter.taint import deep_marks, passed
from tools.analysis.dataflow.interpreter.things import ClassThing, FunctionThing, Scope, Super
from tools.analysis.dataflow.interpreter.typed import declared
from tools.analysis.dataflow.shapes import Key, Record, Sequence, Table
from tools.analysis.dataflow.state import Layer
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Assign,
    Bind,
    Class,
    Constant,
    Declare,
    Function,
    Lambda,
    Name,
    Node,
    Parameter,
    walk,
)
from tools.analysis.dataflow.values import NOTHING, UNKNOWN, Value, cleared, join_all, join_marks, marked


def call_function(frame: Frame, node: Node, thing: FunctionThing, arguments: Arguments) -> Value:
    """What a function of the tree gives for these arguments."""
    machine = frame.machine
    if _beyond(frame, thing):
        values = [*arguments, *([thing.receiver] if thing.receiver is not None else [])]
        return marked(join_marks(*(deep_marks(value, frame.alive) for value in values)))
    key = _memo_key(frame, thing, arguments)
    known = None if key is None else machine.memo.get(key)
    if known is None:
        machine.stack.append(thing)
        try:
            known = _run_function(frame, node, thing, arguments)
        finally:
            machine.stack.pop()
        if key is not None and all(not exit_.written for exit_ in known[1]) and not known[0].refs:
            machine.memo[key] = known
    else:
        machine.sourced += bool(known[0].marks)
        frame.alive.meet([exit_.written for exit_ in known[1]])
    frame.called[node] = known[1]
    return known[0]


def _beyond(frame: Frame, thing: FunctionThing) -> bool:
    stack = frame.machine.stack
    if len(stack) >= DEEPEST_CALL or frame.machine.tired or thing.definition.abstract:
        return True
    return sum(called.definition is thing.definition for called in stack) > 1


def _memo_key(frame: Frame, thing: FunctionThing, arguments: Arguments) -> object | None:
    if thing.receiver is not None or arguments.more or arguments.others or _nests(frame, thing.definition):
        return None
    parts: list[object] = [thing.definition, thing.scope.frame]
    for name, value in [*((None, value) for value in arguments.places), *arguments.keywords.items()]:
        if value.refs or value.things:
            return None
        marks = tuple((mark, frame.alive.checked(mark)) for mark in value.marks)
        consts = None if value.consts is None else tuple((type(const), const) for const in value.consts)
        parts.append((name, marks, consts, value.names))
    return tuple(parts)


def _nests(frame: Frame, function: Function) -> bool:
    """Whether functions are made within, so that its variables outlive it."""
    known = frame.machine.nests.get(function)
    if known is None:
        known = frame.machine.nests[function] = any(
            isinstance(node, Function | Lambda | Class) for node in walk(function.body)
        )
    return known


def _run_function(
    frame: Frame, node: Node, thing: FunctionThing, arguments: Arguments
) -> tuple[Value, list[Exit]]:
    function = thing.definition
    scope = Scope(thing.scope.unit, thing.scope, function, thing.receiver, thing.cls or thing.scope.cls)
    before = frame.alive
    inner = frame.machine.frame(scope, before.branch(), frame.depth + 1)
    inner.base = before
    bind(inner, frame, node, thing, arguments)
    exits = run_body(inner, function)
    keeps = _nests(frame, function)
    ways = [_without_locals(exit_.written, scope.frame, keeps) for exit_ in exits]
    before.meet(ways)
    if not exits:
        frame.state = frame.state if function.generator else None
        return UNKNOWN, []
    if function.generator:
        return _generated(frame, inner), []
    exits = [
        replace(exit_, written=way, given=_given(frame, function, scope.frame, exit_))
        for exit_, way in zip(exits, ways, strict=True)
    ]
    value = join_all(exit_.value for exit_ in exits)
    marks = cleared(value.marks, _escaped(inner, function)) if value.marks else value.marks
    return replace(value, marks=passed(frame, node, marks)), exits


def _escaped(frame: Frame, function: Function) -> frozenset[str]:
    """The weaknesses that a function protects from because it writes what characters are escaped by."""
    known = frame.machine.escapes.get(function)
    if known is None:
        texts = [
            node.value
            for node in walk(function.body)
            if isinstance(node, Constant) and isinstance(node.value, str)
        ]
        rules = frame.book.rules.escaping
        found = [rule.clears for rule in rules if any(part in text for part in rule.parts for text in texts)]
        known = frame.machine.escapes[function] = frozenset().union(*found)
    return known


def run_body(inner: Frame, function: Function) -> list[Exit]:
    """Runs a function's statements and gives the ways out of it."""
    base = inner.base
    inner.machine.hooks["run"](inner, function.body)
    if inner.state is not None:
        inner.exits.append(Exit(NOTHING, inner.state.written(base)))
    return inner.exits


def _without_locals(layer: Layer, frame: int, keeps: bool) -> Layer:
    if keeps:
        return layer
    return {
        where: cell for where, cell in layer.items() if not (isinstance(where, tuple) and where[0] == frame)
    }


def _given(frame: Frame, function: Function, held: int, exit_: Exit) -> tuple[Value | None, ...]:
    """What the parameters are on the way out, which says what was checked of them."""
    anew = frame.machine.assigned.get(function)
    if anew is None:
        targets = [part.target for part in walk(function.body) if isinstance(part, Assign | Bind)]
        names = frozenset(target.name for target in targets if isinstance(target, Name))
        anew = frame.machine.assigned[function] = names
    found: list[Value | None] = []
    for parameter in function.parameters:
        if parameter.name != function.receiver:
            cell = None if parameter.name in anew else exit_.written.get((held, parameter.name))
            found.append(cell if isinstance(cell, Value) else None)
    return tuple(found)


def _generated(frame: Frame, inner: Frame) -> Value:
    held = inner.scope.frame
    yielded = [exit_.written.get((held, "<yielded>")) for exit_ in inner.exits]
    values = [value for value in yielded if isinstance(value, Value)]
    return frame.new_object(Sequence((), join_all(values) if values else None))


def bind(inner: Frame, outer: Frame, node: Node, thing: FunctionThing, arguments: Arguments) -> None:
    """Gives a function's parameters their values."""
    function, state = thing.definition, inner.alive
    places = list(arguments.places)
    parameters = list(function.parameters)
    if thing.receiver is not None and function.receiver is not None:
        if parameters and parameters[0].name == function.receiver:
            places.insert(0, thing.receiver)
        else:
            state.set((inner.scope.frame, function.receiver), thing.receiver)
    keywords = dict(arguments.keywords)
    for parameter in parameters:
        value = _argument(inner, parameter, places, keywords, arguments)
        value = replace(value, marks=passed(outer, node, value.marks)) if value.marks else value
        state.set((inner.scope.frame, parameter.name), value)
        if parameter.pattern is not None:
            assign(inner, parameter.pattern, value, node)


def _argument(
    inner: Frame, parameter: Parameter, places: list[Value], keywords: dict[str, Value], arguments: Arguments
) -> Value:
    if parameter.kind == "rest":
        taken = tuple(places)
        places.clear()
        rest = join_all(arguments.more) if arguments.more else None
        return inner.new_object(Sequence(taken, rest))
    if parameter.kind == "keywords":
        held: dict[Key, Value] = {(str, name): value for name, value in keywords.items()}
        rest = join_all(arguments.others) if arguments.others else None
        return inner.new_object(Table(held, rest))
    if parameter.kind == "plain" and places:
        return places.pop(0)
    if parameter.name in keywords:
        return keywords.pop(parameter.name)
    if arguments.more or arguments.others:
        spread = [*arguments.more, *arguments.others]
        return marked(join_marks(*(deep_marks(value, inner.alive) for value in spread)))
    if parameter.default is not None:
        return evaluate(inner, parameter.default)
    return declared(inner, parameter.type) or parameter_hint(parameter)


def make_object(frame: Frame, node: Node, thing: ClassThing, arguments: Arguments) -> Value:
    """A new object of a class of the tree, after its constructor has run."""
    value = frame.new_object(Record(thing))
    bases = external_bases(thing)
    if bases:
        value = replace(value, names=tuple(f"{base}()" for base in bases[:4]))
    for cls in reversed(lineage(thing)):
        _make_fields(frame, cls, value)
    constructor = class_member(frame, node, thing, CONSTRUCTOR)
    if constructor is None:
        _take_fields(frame, thing, value, arguments)
        return value
    for part in constructor.things:
        if isinstance(part, FunctionThing):
            call_function(frame, node, replace(part, receiver=value), arguments)
    return value


def lineage(thing: ClassThing) -> list[ClassThing]:
    """A class and those of the tree that it stands on, itself first."""
    found = [thing]
    for cls in found:
        for base in cls.bases:
            found += [part for part in base.things if isinstance(part, ClassThing) and part not in found]
        if len(found) > 16:
            break
    return found


def _make_fields(frame: Frame, thing: ClassThing, value: Value) -> None:
    if frame.machine.project.units and thing.scope.unit.module.language == "python":
        return
    scope = Scope(thing.scope.unit, thing.scope, None, value, thing)
    inner = frame.machine.frame(scope, frame.alive, frame.depth + 1)
    for part in thing.cls.body:
        if isinstance(part, Assign) and isinstance(part.target, Name):
            if part.target.name not in thing.cls.static_fields:
                _set_field(frame, value, part.target.name, evaluate(inner, part.value))
        elif isinstance(part, Declare) and part.name not in thing.cls.static_fields:
            _set_field(frame, value, part.name, declared(inner, part.type) or UNKNOWN)


def _take_fields(frame: Frame, thing: ClassThing, value: Value, arguments: Arguments) -> None:
    """A dataclass, a record or the like: the arguments are its fields."""
    fields: list[str] = []
    for part in thing.cls.body:
        if isinstance(part, Declare):
            fields.append(part.name)
        elif isinstance(part, Assign) and part.type is not None and isinstance(part.target, Name):
            fields.append(part.target.name)
    for name, held in [*zip(fields, arguments.places, strict=False), *arguments.keywords.items()]:
        _set_field(frame, value, name, held)


def _set_field(frame: Frame, value: Value, name: str, held: Value) -> None:
    for ref in value.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Record):
            frame.alive.set(ref, replace(shape, fields={**shape.fields, name: held}))


def call_super(frame: Frame, node: Node, above: Super, arguments: Arguments) -> Value:
    """`super(...)` as the parent's constructor."""
    member = attribute(frame, node, Value(things=(above,)), CONSTRUCTOR)
    for part in member.things:
        if isinstance(part, FunctionThing):
            call_function(frame, node, part, arguments)
    return above.receiver
