"""Looks at calls and assignments for what the rules say does harm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tools.analysis.dataflow.interpreter.arguments import Arguments, holds, meets
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks, own_marks
from tools.analysis.dataflow.rules.model import RANDOM, Tagging, Weakness
from tools.analysis.dataflow.shapes import Opaque, Sequence
from tools.analysis.dataflow.syntax import Node
from tools.analysis.dataflow.values import Mark, Value


def harmful(frame: Frame, weakness: Weakness, marks: Iterable[Mark]) -> Mark | None:
    """The first mark that can cause the weakness here."""
    state = frame.alive
    for mark in marks:
        if mark.origin.kind != weakness.kind or weakness.id in mark.cleared:
            continue
        if weakness.id not in state.checked(mark):
            return mark
    return None


def check_call(frame: Frame, node: Node, name: str, arguments: Arguments) -> None:
    """Reports what a call does with its arguments."""
    book = frame.book
    for sink in book.sinks.find(name):
        weakness = book.rules.weaknesses[sink.weakness]
        values = [value for where in sink.arguments for value in arguments.get(frame, where)]
        marks_of = deep_marks if sink.deep else own_marks
        for value in values:
            mark = harmful(frame, weakness, marks_of(value, frame.alive))
            if mark is not None and meets(frame, sink.when, sink.unless, arguments):
                exact = not any("*" in call for call in sink.calls)
                frame.machine.found(frame, node, weakness, mark, spoken(name), exact=exact)
                break
    for misuse in book.misuses.find(name):
        if meets(frame, misuse.when, misuse.unless, arguments):
            weakness = book.rules.weaknesses[misuse.weakness]
            frame.machine.found(frame, node, weakness, None, spoken(name), exact=True)


def spoken(name: str) -> str:
    """How a dotted name is shown: its last parts, without what stands for calls."""
    return "`" + ".".join(name.replace("()", "").replace("?.", "").replace("?", "").split(".")[-2:]) + "`"


def tag(frame: Frame, name: str, arguments: Arguments, result: Value) -> None:
    """Notes how an object is set up by a call."""
    for rule in frame.book.taggings.find(name):
        if all(holds(frame, condition, arguments) for condition in rule.when):
            target = result if rule.on == "result" else arguments.receiver
            for ref in () if target is None else target.refs:
                _set_tag(frame, ref, rule)


def _set_tag(frame: Frame, ref: int, rule: Tagging) -> None:
    shape = frame.alive.shape(ref) or Opaque()
    if isinstance(shape, Opaque):
        tags = shape.tags - {rule.tag} if rule.removes else shape.tags | {rule.tag}
        frame.alive.set(ref, replace(shape, tags=tags))


def check_store(
    frame: Frame, node: Node, target: Value, key: Value | None, value: Value, field: str = ""
) -> None:
    """Reports what is put into something that must not hold tainted data."""
    for store in frame.book.stores.all(target.names):
        name = field or (None if key is None else key.text)
        if store.fields and name not in store.fields and "*" not in store.fields:
            continue
        if field and not store.fields:
            continue
        weakness = frame.book.rules.weaknesses[store.weakness]
        parts = [value] if key is None or not store.keys else [key, value]
        for part in parts:
            mark = harmful(frame, weakness, deep_marks(part, frame.alive))
            if mark is not None:
                frame.machine.found(frame, node, weakness, mark, spoken(target.names[0]), exact=True)
                break


def check_named(frame: Frame, node: Node, names: Iterable[str], value: Value) -> None:
    """Reports data of a kind that must not be what the names say that it is used for."""
    marks = value.marks
    if not any(mark.origin.kind == RANDOM for mark in marks):
        return
    for name in names:
        plain = name.lower()
        for rule in frame.book.rules.named:
            if any(word in plain for word in rule.words):
                weakness = frame.book.rules.weaknesses[rule.weakness]
                mark = harmful(frame, weakness, marks)
                if mark is not None:
                    frame.machine.found(frame, node, weakness, mark, f"`{name}`", exact=True)


def check_return(frame: Frame, node: Node, value: Value) -> None:
    """Reports tainted text that a function hands to the framework that called it."""
    if frame.entry is None or not frame.entry.returns:
        return
    weakness = frame.book.rules.weaknesses[frame.entry.returns]
    marks = own_marks(value, frame.alive)
    for ref in value.refs:  # a response given as (text, status)
        marks += first_of_tuple(frame, ref)
    mark = harmful(frame, weakness, marks)
    if mark is not None:
        frame.machine.found(frame, node, weakness, mark, "the response", exact=True)


def first_of_tuple(frame: Frame, ref: int) -> tuple[Mark, ...]:
    """The marks of the first element, if the object is a short list."""
    shape = frame.alive.shape(ref)
    if isinstance(shape, Sequence) and 2 <= len(shape.items) <= 3 and shape.rest is None:
        return own_marks(shape.items[0], frame.alive)
    return ()
