"""What a declared type says of a value."""

from __future__ import annotations

from dataclasses import replace

from tools.analysis.dataflow.interpreter.access import attribute, external_bases, look_up
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.things import ClassThing
from tools.analysis.dataflow.rules.model import USER
from tools.analysis.dataflow.shapes import Record
from tools.analysis.dataflow.syntax import Attribute, Constant, Expression, Index, Name, Operation
from tools.analysis.dataflow.values import MOST_NAMES, Value

_WRAPPERS = frozenset({"Optional", "Annotated", "Final", "ClassVar", "Required", "NotRequired"})


def type_of(frame: Frame, type_: Expression | None) -> Value | None:
    """The class that a declared type means."""
    if isinstance(type_, Name):
        return look_up(frame, type_, type_.name)
    if isinstance(type_, Attribute):
        outer = type_of(frame, type_.object)
        return None if outer is None else attribute(frame, type_, outer, type_.name)
    if isinstance(type_, Constant) and isinstance(type_.value, str) and type_.value.isidentifier():
        return look_up(frame, type_, type_.value)
    if isinstance(type_, Index):
        if isinstance(type_.object, Name | Attribute) and type_.object.name in _WRAPPERS:
            inner = type_.key
            items = getattr(inner, "items", None)
            return type_of(frame, items[0] if items else inner)
        return type_of(frame, type_.object)
    if isinstance(type_, Operation) and type_.operator == "|":
        return type_of(frame, type_.operands[0])
    return None


def type_names(frame: Frame, type_: Expression | None) -> tuple[str, ...]:
    """The dotted names of a declared type."""
    value = type_of(frame, type_)
    if value is None:
        return ()
    found = list(value.names)
    for thing in value.things:
        if isinstance(thing, ClassThing):
            found += [thing.cls.name, *external_bases(thing)]
    return tuple(found)


def declared(frame: Frame, type_: Expression | None) -> Value | None:
    """A value of which only the declared type is known."""
    cls = type_of(frame, type_)
    if cls is None:
        return None
    for thing in cls.things:
        if isinstance(thing, ClassThing):
            names = tuple(f"{base}()" for base in external_bases(thing)[:4])
            made = frame.new_object(Record(thing))
            return Value(names=names, refs=made.refs)
    if not cls.names:
        return None
    known = frame.book.rules.types
    names = tuple(known.get(f"{name}()", f"{name}()") for name in cls.names)
    return Value(names=names)


def as_declared(frame: Frame, value: Value, type_: Expression) -> Value:
    """A value as a variable of a declared type holds it: a number can't do harm."""
    if value.marks and set(type_names(frame, type_)) & frame.book.rules.harmless_types:
        value = replace(value, marks=tuple(mark for mark in value.marks if mark.origin.kind != USER))
    plain = not (value.names or value.refs or value.things or value.consts)
    unknown = bool(value.names) and not value.things and frame.language == "java" and _foreign(value.names[0])
    known = declared(frame, type_) if plain or unknown else None
    if known is None:
        return value
    if plain:
        return Value(value.marks, value.consts, known.names, known.refs, known.things)
    return replace(value, names=tuple(dict.fromkeys((*known.names, *value.names)))[:MOST_NAMES])


def _foreign(name: str) -> bool:
    """Whether a name says less than a declared type: Java's own are known by what returned them."""
    return not name.startswith(("java.", "javax."))
