"""Dispatch: which overloads a call may mean, and what implements an interface's method."""

from __future__ import annotations

from dataclasses import replace

from tools.analysis.dataflow.interpreter.access import class_member
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.things import FunctionThing, Thing
from tools.analysis.dataflow.interpreter.typed import type_names
from tools.analysis.dataflow.syntax import Function, Node
from tools.analysis.dataflow.values import Value

MOST = 4  # functions that one call is followed into
_TEXTS = frozenset({"String", "java.lang.String", "CharSequence", "java.lang.CharSequence"})


def meant(frame: Frame, node: Node, things: tuple[Thing, ...], arguments: Arguments) -> list[Thing]:
    """The things that a call of one of these means."""
    found = list(things[: 2 * MOST])
    found = _fitting(frame, found, arguments)
    implemented: list[Thing] = []
    for thing in found:
        if isinstance(thing, FunctionThing) and thing.definition.abstract:
            overriding: list[Thing] = [*implementations(frame, node, thing)]
            implemented += _fitting(frame, overriding, arguments) or [thing]
        else:
            implemented.append(thing)
    return implemented[:MOST]


def _fitting(frame: Frame, things: list[Thing], arguments: Arguments) -> list[Thing]:
    if frame.language != "java" or len(things) < 2:
        return things
    count = len(arguments.places)
    taking = [
        thing for thing in things if not isinstance(thing, FunctionThing) or _takes(thing.definition, count)
    ]
    scores = [_score(frame, thing, arguments) for thing in taking]
    best = max(scores, default=0)
    return [thing for thing, score in zip(taking, scores, strict=True) if score == best] or things


def _takes(function: Function, count: int) -> bool:
    parameters = function.parameters
    if parameters and parameters[-1].kind == "rest":
        return count >= len(parameters) - 1
    return count == len(parameters)


def _score(frame: Frame, thing: Thing, arguments: Arguments) -> int:
    """How well the arguments fit the declared types, as far as anything is known of them."""
    if not isinstance(thing, FunctionThing):
        return 0
    inner = frame.machine.frame(thing.scope, frame.alive, frame.depth)
    score = 0
    for parameter, value in zip(thing.definition.parameters, arguments.places, strict=False):
        names = type_names(inner, parameter.type)
        if any(name in frame.book.rules.harmless_types for name in names):
            score += -1 if value.marks or value.refs or isinstance(value.const, str) else 1
        elif any(name in _TEXTS for name in names):
            score += 1 if isinstance(value.const, str) or (value.marks and not value.refs) else 0
        elif any(f"{name}()" in value.names for name in names):
            score += 2
    return score


def implementations(frame: Frame, node: Node, thing: FunctionThing) -> list[FunctionThing]:
    """The methods of the tree's classes that implement an interface's method."""
    if thing.cls is None:
        return []
    found: list[FunctionThing] = []
    for cls in frame.machine.subclasses.get(thing.cls, ())[:MOST]:
        member = class_member(frame, node, cls, thing.definition.name)
        parts = () if member is None else member.things
        functions = [
            part for part in parts if isinstance(part, FunctionThing) and not part.definition.abstract
        ]
        if functions:
            made: Value = frame.machine.hooks["object"](frame, cls.cls, cls)
            found += [replace(part, receiver=made) for part in functions]
    return found
