"""Looks names and members up."""

from __future__ import annotations

from dataclasses import replace

from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.things import (
    ClassThing,
    FunctionThing,
    ModuleThing,
    Scope,
    Super,
    Unit,
)
from tools.analysis.dataflow.shapes import Opaque, Record, Table
from tools.analysis.dataflow.syntax import Node
from tools.analysis.dataflow.values import UNKNOWN, Mark, Value, join, join_all, join_marks

LONGEST_NAME = 160
DEFAULT = "default"  # what JavaScript's front end calls the whole of what a module gives
DEEPEST_CLASS = 12


def named(frame: Frame, node: Node, name: str, marks: tuple[Mark, ...] = ()) -> Value:
    """The value that something outside of the tree has by its name.

    With the mark of a source if it is one.
    """
    if len(name) > LONGEST_NAME:
        return Value(marks)
    name = frame.book.rules.types.get(name, name)
    source = frame.book.sources.first((name,))
    if source is not None:
        mark = frame.machine.origin(frame.place(node), source.what, source.kind)
        marks = join_marks((mark,), marks)
    return Value(marks, names=(name,))


def look_up(frame: Frame, node: Node, name: str) -> Value:
    """The value of a name where it is used."""
    state = frame.alive
    scope: Scope | None = frame.scope
    while scope is not None:
        value = state.value((scope.frame, name))
        if value is not None:
            return value
        if scope.definition is not None and scope.definition.implicit_receiver:
            member = _implicit(frame, node, scope, name)
            if member is not None:
                return member
        scope = scope.parent
    return _outside(frame, node, name)


def _implicit(frame: Frame, node: Node, scope: Scope, name: str) -> Value | None:
    if scope.receiver is not None:
        for ref in scope.receiver.refs:
            shape = frame.alive.shape(ref)
            if isinstance(shape, Record) and (
                name in shape.fields or class_member(frame, node, shape.cls, name)
            ):
                return record_member(frame, node, ref, name)
    return None if scope.cls is None else class_member(frame, node, scope.cls, name)


def _outside(frame: Frame, node: Node, name: str) -> Value:
    for package in frame.scope.unit.module.searched:
        if frame.machine.project.has_member(frame.language, package, name):
            return resolve(frame, node, f"{package}.{name}")
    for package in frame.scope.unit.module.searched:
        if frame.book.knows(f"{package}.{name}"):
            return named(frame, node, f"{package}.{name}")
    return named(frame, node, name)


def run_unit(frame: Frame, unit: Unit) -> None:
    """Runs a module's own statements, if that hasn't been done."""
    if not unit.started:
        frame.machine.hooks["unit"](frame.machine, unit)


def resolve(frame: Frame, node: Node, dotted: str) -> Value:
    """What a dotted name stands for, in the tree or outside."""
    parts = dotted.split(".")
    project, near = frame.machine.project, frame.path
    for length in range(len(parts), 0, -1):
        member = parts[length] if length < len(parts) else ""
        unit = project.find(frame.language, ".".join(parts[:length]), near, member)
        if unit is None or (unit is frame.scope.unit and not member):
            continue
        run_unit(frame, unit)
        value = Value(things=(ModuleThing(unit),))
        for part in parts[length:]:
            value = attribute(frame, node, value, part)
        return value
    return named(frame, node, dotted)


def attribute(frame: Frame, node: Node, value: Value, name: str) -> Value:
    """A member of a value."""
    found: list[Value] = []
    for thing in value.things:
        if isinstance(thing, ModuleThing):
            found.append(_module_member(frame, node, thing.unit, name))
        elif isinstance(thing, ClassThing):
            member = class_member(frame, node, thing, name)
            found.append(_inherited(frame, node, thing, name) if member is None else member)
        elif isinstance(thing, Super):
            found.append(_super_member(frame, node, thing, name))
        else:
            found.append(named(frame, node, f"?.{name}"))
    known = True
    for ref in value.refs:
        member = record_member(frame, node, ref, name)
        known = known and member is not None
        if member is not None:
            found.append(member)
    if not (value.refs and known) or value.marks:
        found += [_external_member(frame, node, outer, name, value.marks) for outer in value.names]
    if not found:
        return named(frame, node, f"?.{name}", value.marks)
    result = join_all(found)
    if value.marks and not (value.refs and known):
        result = replace(result, marks=join_marks(result.marks, value.marks))
    return result


def _external_member(frame: Frame, node: Node, outer: str, name: str, marks: tuple[Mark, ...]) -> Value:
    path = f"{outer}.{name}"
    if "(" not in path and "?" not in path:
        parts = path.rpartition(".")
        project = frame.machine.project
        if project.find(frame.language, path, frame.path) or project.has_member(
            frame.language, parts[0], name
        ):
            return resolve(frame, node, path)
    return named(frame, node, path, marks)


def _module_member(frame: Frame, node: Node, unit: Unit, name: str) -> Value:
    run_unit(frame, unit)
    value = frame.alive.value((unit.scope.frame, name))
    if value is not None:
        return value
    default = default_export(frame, ModuleThing(unit))
    if default is not None:
        return attribute(frame, node, default, name)
    if name == DEFAULT:
        return Value(things=(ModuleThing(unit),))
    package = unit.module.names[0] if unit.module.names else ""
    if name not in unit.defined and frame.machine.project.has_member(frame.language, package, name):
        return resolve(frame, node, f"{package}.{name}")  # several files may make up one package
    path = f"{package}.{name}" if package else name
    other = frame.machine.project.find(frame.language, path, frame.path)
    if other is not None and other is not unit:
        run_unit(frame, other)
        return Value(things=(ModuleThing(other),))
    return named(frame, node, path)


def default_export(frame: Frame, module: ModuleThing) -> Value | None:
    """What a JavaScript module is as a whole (`module.exports`, `export default`), if it says so."""
    if frame.language != "javascript":
        return None
    run_unit(frame, module.unit)
    return frame.alive.value((module.unit.scope.frame, DEFAULT))


def class_member(
    frame: Frame, node: Node, cls: ClassThing, name: str, depth: int = DEEPEST_CLASS
) -> Value | None:
    """What a class, or one that it stands on, has by this name."""
    value = frame.alive.value((cls.members, name))
    if value is not None or depth == 0:
        return value
    for base in cls.bases:
        for thing in base.things:
            if isinstance(thing, ClassThing) and thing is not cls:
                value = class_member(frame, node, thing, name, depth - 1)
                if value is not None:
                    return value
    return None


def external_bases(cls: ClassThing, depth: int = DEEPEST_CLASS) -> list[str]:
    """The dotted names of the classes outside the tree that a class stands on."""
    found: list[str] = []
    for base in cls.bases:
        found += base.names
        for thing in base.things:
            if isinstance(thing, ClassThing) and depth:
                found += external_bases(thing, depth - 1)
    return found


def _inherited(frame: Frame, node: Node, cls: ClassThing, name: str) -> Value:
    names = [f"{base}.{name}" for base in external_bases(cls)] or [f"?.{name}"]
    return join_all(named(frame, node, each) for each in names)


def record_member(frame: Frame, node: Node, ref: int, name: str) -> Value | None:
    """A member of an object in the state; None if it is none that the state knows of."""
    shape = frame.alive.shape(ref)
    if isinstance(shape, Opaque):
        return shape.fields.get(name)
    if isinstance(shape, Table):
        return shape.entries.get((str, name))
    if not isinstance(shape, Record):
        return None
    if name in shape.fields:
        return shape.fields[name]
    member = class_member(frame, node, shape.cls, name)
    if member is not None:
        return bound(frame, node, member, Value(refs=(ref,)), shape.cls)
    bases = external_bases(shape.cls)
    return join_all(named(frame, node, f"{base}().{name}") for base in bases) if bases else None


def bound(frame: Frame, node: Node, member: Value, receiver: Value, cls: ClassThing) -> Value:
    """A class's member as its object sees it: methods know the object, properties are worked out."""
    if not any(isinstance(thing, FunctionThing) for thing in member.things):
        return member
    others = tuple(thing for thing in member.things if not isinstance(thing, FunctionThing))
    result: Value | None = replace(member, things=others) if others or member.names or member.refs else None
    for thing in member.things:
        if not isinstance(thing, FunctionThing):
            continue
        if thing.definition.kind == "property":
            part = frame.machine.hooks["call"](frame, node, replace(thing, receiver=receiver), ())
        elif thing.definition.kind in ("method", "function") and thing.receiver is None:
            part = Value(things=(replace(thing, receiver=receiver),))
        else:
            part = Value(things=(thing,))
        result = part if result is None else join(result, part)
    return result or UNKNOWN


def _super_member(frame: Frame, node: Node, above: Super, name: str) -> Value:
    for base in above.cls.bases:
        for thing in base.things:
            if isinstance(thing, ClassThing):
                member = class_member(frame, node, thing, name)
                if member is not None:
                    return bound(frame, node, member, above.receiver, thing)
    bases = external_bases(above.cls)
    return join_all(named(frame, node, f"{base}().{name}") for base in bases) if bases else UNKNOWN
