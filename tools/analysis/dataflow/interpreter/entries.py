"""Which functions a framework calls, and with what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tools.analysis.dataflow.interpreter.access import external_bases
from tools.analysis.dataflow.interpreter.arguments import Arguments, holds
from tools.analysis.dataflow.interpreter.machine import Frame, parameter_hint
from tools.analysis.dataflow.interpreter.things import FunctionThing
from tools.analysis.dataflow.interpreter.typed import declared, type_names
from tools.analysis.dataflow.rules.model import Entry
from tools.analysis.dataflow.shapes import Sequence
from tools.analysis.dataflow.syntax import CONSTRUCTOR, Call, Function, Node, Parameter
from tools.analysis.dataflow.values import Value, join_marks


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """How a framework calls a function.

    Attributes:
        safe: The parameters that it has made numbers of.
        returns: Whether what it returns is shown as a page.
    """

    entry: Entry
    safe: frozenset[str] = frozenset()
    returns: bool = True


def handed_over(frame: Frame, node: Node, name: str, arguments: Arguments) -> None:
    """Notes functions that are handed to a framework to be called."""
    for entry in frame.book.callbacks.find(name):
        called = Called(entry, _numbers(frame, arguments))
        for value in (*arguments.places, *arguments.keywords.values()):
            _note(frame, value, called)
            for ref in value.refs:
                shape = frame.alive.shape(ref)
                for part in shape.values() if isinstance(shape, Sequence) else ():
                    _note(frame, part, called)


def _note(frame: Frame, value: Value, called: Called) -> None:
    for thing in value.things:
        if isinstance(thing, FunctionThing):
            frame.machine.entries.setdefault(id(thing.definition), called)


def _numbers(frame: Frame, arguments: Arguments) -> frozenset[str]:
    """The path parameters of a route that are numbers."""
    pattern = frame.book.rules.routes
    text = arguments.places[0].text if arguments.places else None
    return frozenset(re.findall(pattern, text)) if pattern and text else frozenset()


def called(frame: Frame, thing: FunctionThing, decorators: tuple[Value, ...]) -> Called | None:
    """How a framework calls a function, if one does."""
    noted = frame.machine.entries.get(id(thing.definition))
    if noted is not None:
        return noted
    for node, decorator in zip(thing.definition.decorators, decorators, strict=False):
        for name in decorator.names:
            entry = frame.book.decorators.first((name.removesuffix("()"),))
            if entry is not None:
                return _decorated(frame, node, entry)
    if thing.cls is not None and thing.definition.name != CONSTRUCTOR:
        for base in external_bases(thing.cls):
            for entry in frame.book.bases.find(base):
                if thing.definition.name in entry.methods:
                    return Called(entry)
    return None


def _decorated(frame: Frame, node: object, entry: Entry) -> Called:
    arguments = Arguments()
    if isinstance(node, Call):
        arguments = frame.machine.hooks["gather"](frame, node.arguments)
    returns = all(holds(frame, condition, arguments) for condition in entry.returns_if)
    return Called(entry, _numbers(frame, arguments), returns)


def parameters(frame: Frame, thing: FunctionThing, how: Called | None) -> dict[str, Value]:
    """What the parameters of a function are when nobody of the tree calls it."""
    function = thing.definition
    known: dict[str, Value] = {}
    position = 0
    for parameter in function.parameters:
        if parameter.name == function.receiver:
            continue
        known[parameter.name] = _parameter(frame, function, parameter, how, position)
        position += 1
    return known


def _parameter(
    frame: Frame, function: Function, parameter: Parameter, how: Called | None, position: int
) -> Value:
    typed = declared(frame, parameter.type)
    if how is None:
        return typed or parameter_hint(parameter)
    types = how.entry.types
    if position < len(types):
        kind = types[position]
        if kind and not (typed is not None and typed.names and not typed.names[0].startswith("?")):
            return Value(names=(kind,))
        return typed or parameter_hint(parameter)
    source = _decorator_source(frame, parameter)
    if source is not None:
        return source
    if how.entry.rest == "unknown" or parameter.name in how.safe or _harmless(frame, parameter):
        return typed or parameter_hint(parameter)
    mark = frame.machine.origin(frame.place(function), f"parameter `{parameter.name}`")
    base = typed or parameter_hint(parameter)
    return Value(join_marks((mark,), base.marks), None, base.names, base.refs, base.things)


def _decorator_source(frame: Frame, parameter: Parameter) -> Value | None:
    """A parameter whose annotation says that it comes from outside (or is made by the framework)."""
    evaluate = frame.machine.hooks["evaluate"]
    for decorator in parameter.decorators:
        value: Value = evaluate(frame, decorator)
        if value.marks and not _harmless(frame, parameter):
            return Value(value.marks)
    return None


def _harmless(frame: Frame, parameter: Parameter) -> bool:
    harmless = frame.book.rules.harmless_types
    return any(name in harmless for name in type_names(frame, parameter.type)) or _given(frame, parameter)


def _given(frame: Frame, parameter: Parameter) -> bool:
    """Whether the framework makes the argument by a function of the program's own (FastAPI's `Depends`)."""
    default = parameter.default
    if not isinstance(default, Call):
        return False
    value: Value = frame.machine.hooks["evaluate"](frame, default.callee)
    return frame.book.injected.first(value.names) is not None
