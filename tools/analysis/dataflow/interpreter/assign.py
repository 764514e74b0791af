"""Assignments to names, fields, elements, and several of these at once."""

from __future__ import annotations

from dataclasses import replace

from tools.analysis.dataflow.interpreter.access import attribute
from tools.analysis.dataflow.interpreter.checks import check_named, check_store
from tools.analysis.dataflow.interpreter.containers import (
    any_element,
    assigned,
    element,
    elements,
    entry,
    put,
)
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks, passed
from tools.analysis.dataflow.interpreter.things import ClassThing, ModuleThing, Scope
from tools.analysis.dataflow.shapes import Opaque, Record, Sequence, Table
from tools.analysis.dataflow.syntax import (
    Attribute,
    Choice,
    Collection,
    Expression,
    Index,
    Mapping,
    Name,
    Node,
    Spread,
)
from tools.analysis.dataflow.values import UNKNOWN, Value, constant, join, join_all, join_marks, marked


def assign(frame: Frame, target: Expression, value: Value, node: Node) -> None:
    """Gives a target its value."""
    if value.marks:
        value = replace(value, marks=passed(frame, node, value.marks))
    if isinstance(target, Name):
        check_named(frame, node, (target.name,), value)
        set_name(frame, target.name, value)
    elif isinstance(target, Attribute):
        _set_attribute(frame, target, value, node)
    elif isinstance(target, Index):
        _set_element(frame, target, value, node)
    elif isinstance(target, Collection):
        _take_apart(frame, target, value, node)
    elif isinstance(target, Mapping):
        _take_out(frame, target, value, node)
    elif isinstance(target, Choice):  # a pattern with a default: `{a = 1} = value`
        assign(frame, target.then, join(value, evaluate(frame, target.otherwise)), node)
    elif isinstance(target, Spread):
        assign(frame, target.value, value, node)


def set_name(frame: Frame, name: str, value: Value) -> None:
    """Assigns a name, which may be one of an enclosing function, the object or the module."""
    state = frame.alive
    scope: Scope | None = frame.scope
    while scope is not None and scope.definition is not None:
        if name in scope.definition.locals or state.value((scope.frame, name)) is not None:
            state.set((scope.frame, name), value)
            return
        if scope.definition.implicit_receiver and _set_implicit(frame, scope, name, value):
            return
        scope = scope.parent
    where = frame.scope if scope is None else scope
    state.set((where.frame, name), value)


def _set_implicit(frame: Frame, scope: Scope, name: str, value: Value) -> bool:
    for ref in () if scope.receiver is None else scope.receiver.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Record) and name in shape.fields:
            frame.alive.set(ref, replace(shape, fields={**shape.fields, name: value}))
            return True
    if scope.cls is not None and frame.alive.value((scope.cls.members, name)) is not None:
        frame.alive.set((scope.cls.members, name), value)
        return True
    return False


def _set_attribute(frame: Frame, target: Attribute, value: Value, node: Node) -> None:
    check_named(frame, node, (target.name,), value)
    owner = evaluate(frame, target.object)
    check_store(frame, node, owner, None, value, target.name)
    for thing in owner.things:
        if isinstance(thing, ClassThing):
            frame.alive.set((thing.members, target.name), value)
        elif isinstance(thing, ModuleThing):
            frame.alive.set((thing.unit.scope.frame, target.name), value)
    single = len(owner.refs) == 1
    for ref in owner.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Table):
            kept = value if single else join(value, entry(shape, constant(target.name), UNKNOWN))
            frame.alive.set(ref, shape.put((str, target.name), kept))
            continue
        if shape is None:
            shape = Opaque()
        if isinstance(shape, Record | Opaque):
            known = shape.fields.get(target.name)
            kept = value if single or known is None else join(known, value)
            frame.alive.set(ref, replace(shape, fields={**shape.fields, target.name: kept}))


def _set_element(frame: Frame, target: Index, value: Value, node: Node) -> None:
    owner, key = evaluate(frame, target.object), evaluate(frame, target.key)
    names = [const for const in key.consts or () if isinstance(const, str)]
    if isinstance(target.object, Name | Attribute):
        names.append(target.object.name)
    if isinstance(target.key, Name):
        names.append(target.key.name)
    check_named(frame, node, names, value)
    check_store(frame, node, owner, key, value)
    for ref in owner.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Sequence):
            frame.alive.set(ref, assigned(shape, key, value))
        elif isinstance(shape, Table):
            frame.alive.set(ref, put(shape, key, value))
        else:
            hold(frame, ref, value)
    if not owner.refs and isinstance(target.object, Name) and not owner.names:
        set_name(frame, target.object.name, join(owner, marked(deep_marks(value, frame.alive))))


def hold(frame: Frame, ref: int, value: Value) -> None:
    """Puts a value into an object of which nothing is known."""
    shape = frame.alive.shape(ref)
    if isinstance(shape, Sequence):
        frame.alive.set(ref, shape.blurred(value))
    elif isinstance(shape, Table):
        frame.alive.set(ref, shape.put(None, value))
    elif shape is None or isinstance(shape, Opaque):
        opaque = shape or Opaque()
        held = marked(deep_marks(value, frame.alive))
        frame.alive.set(ref, replace(opaque, held=held if opaque.held is None else join(opaque.held, held)))


def _take_apart(frame: Frame, target: Collection, value: Value, node: Node) -> None:
    known = elements(frame, value)
    starred = [position for position, item in enumerate(target.items) if isinstance(item, Spread)]
    if known is not None and len(starred) == 1 and len(known) >= len(target.items) - 1:
        first = starred[0]
        last = len(known) - (len(target.items) - first - 1)
        parts = [*known[:first], frame.new_object(Sequence(tuple(known[first:last]))), *known[last:]]
    elif known is None or starred or len(known) < len(target.items):
        parts = _by_position(frame, target, value, starred)
    else:
        parts = known
    for item, part in zip(target.items, parts, strict=False):
        assign(frame, item, part, node)


def _by_position(frame: Frame, target: Collection, value: Value, starred: list[int]) -> list[Value]:
    """The parts of a list that may be one of several: each position is joined."""
    rest = any_element(frame, value)
    shapes = [frame.alive.shape(ref) for ref in value.refs]
    sequences = [shape for shape in shapes if isinstance(shape, Sequence)]
    if value.marks or starred or not sequences or len(sequences) != len(shapes):
        parts = [rest] * len(target.items)
        for position in starred:
            parts[position] = frame.new_object(Sequence((), rest))
        return parts
    return [
        join_all(element(shape, position) for shape in sequences) for position in range(len(target.items))
    ]


def _take_out(frame: Frame, target: Mapping, value: Value, node: Node) -> None:
    for name, part in target.entries:
        if name is None:
            assign(frame, part, value, node)
            continue
        key = evaluate(frame, name)
        text = key.text
        if text is not None:
            taken = attribute(frame, node, value, text)
        else:
            taken = marked(join_marks(deep_marks(value, frame.alive)))
        assign(frame, part, taken, node)
