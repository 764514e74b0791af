"""Calls: of functions and classes of the tree, of methods of lists and texts, and of everything outside."""

from __future__ import annotations

from dataclasses import replace

from tools.analysis.dataflow.interpreter.access import attribute, default_export, named
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.assign import hold
from tools.analysis.dataflow.interpreter.builtin import BUILTINS
from tools.analysis.dataflow.interpreter.callbacks import call_back
from tools.analysis.dataflow.interpreter.checks import check_call, tag
from tools.analysis.dataflow.interpreter.containers import any_element, elements, merged
from tools.analysis.dataflow.interpreter.dispatch import meant
from tools.analysis.dataflow.interpreter.entries import handed_over
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.functions import call_function, call_super, make_object
from tools.analysis.dataflow.interpreter.given import gather
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.methods import operate
from tools.analysis.dataflow.interpreter.taint import deep_marks, passed
from tools.analysis.dataflow.interpreter.texts import constant_method, formatted, replaced
from tools.analysis.dataflow.interpreter.things import ClassThing, FunctionThing, Super, next_number
from tools.analysis.dataflow.names import last_part
from tools.analysis.dataflow.shapes import MOST_ITEMS, Sequence, Table
from tools.analysis.dataflow.syntax import Attribute, Call, Name, New, Node
from tools.analysis.dataflow.values import (
    Mark,
    Value,
    cleared,
    constants,
    decoded,
    join_all,
    join_marks,
    marked,
)

SIMILAR = 4  # names or things of one value that are followed


def calling(frame: Frame, node: Call) -> Value:
    """The value of a call."""
    if isinstance(node.callee, Attribute):
        receiver = evaluate(frame, node.callee.object)
        arguments = gather(frame, node.arguments)
        arguments.receiver = receiver
        return call_method(frame, node, receiver, node.callee.name, arguments)
    function = evaluate(frame, node.callee)
    arguments = gather(frame, node.arguments)
    if isinstance(node.callee, Name):
        value = _built_in(frame, node, function, arguments)
        if value is not None:
            return value
    return call_value(frame, node, function, arguments)


def _built_in(frame: Frame, node: Call, function: Value, arguments: Arguments) -> Value | None:
    for name in function.names[:1]:
        built_in = BUILTINS.get((frame.language, name))
        if built_in is not None:
            return built_in(frame, node, arguments)
    return None


def call_method(frame: Frame, node: Call, receiver: Value, method: str, arguments: Arguments) -> Value:
    """The value of `receiver.method(...)`."""
    known = constant_method(frame, receiver, method, arguments)
    if known is not None:
        return known
    if method == "format":
        known = formatted(frame, receiver, arguments)
    if known is None and not receiver.things:
        known = replaced(frame, method, receiver, arguments)
    if known is None:
        known = call_back(frame, node, receiver, method, arguments)
    if known is not None:
        return known
    found: list[Value] = []
    kind = frame.book.containers.first(receiver.names)
    others: list[int] = []
    for ref in receiver.refs:
        value = operate(frame, ref, method, arguments, kind)
        if value is None:
            others.append(ref)
        else:
            found.append(value)
    if receiver.marks and found:
        found.append(marked(receiver.marks))
    if receiver.things or others or not found:
        rest = replace(receiver, refs=tuple(others))
        function = attribute(frame, node, rest, method)
        arguments.receiver = rest
        found.append(call_value(frame, node, function, arguments))
    return join_all(found)


def call_value(frame: Frame, node: Node, function: Value, arguments: Arguments) -> Value:
    """The value of a call of whatever the function may be."""
    found: list[Value] = []
    for thing in meant(frame, node, function.things, arguments):
        if isinstance(thing, FunctionThing):
            found.append(call_function(frame, node, thing, arguments))
        elif isinstance(thing, ClassThing):
            found.append(make_object(frame, node, thing, arguments))
        elif isinstance(thing, Super):
            found.append(call_super(frame, node, thing, arguments))
        elif (default := default_export(frame, thing)) is not None:
            found.append(call_value(frame, node, default, arguments))
    names = function.names[:SIMILAR] or (() if found else ("?",))
    found += [call_outside(frame, node, name, arguments, function) for name in names]
    return join_all(found)


def call_outside(frame: Frame, node: Node, name: str, arguments: Arguments, function: Value) -> Value:
    """The value of a call of something outside of the tree, after its dangers were looked at."""
    check_call(frame, node, name, arguments)
    handed_over(frame, node, name, arguments)
    result = _result(frame, node, name, arguments, function)
    tag(frame, name, arguments, result)
    if frame.book.leaving.first((name,)) is not None:
        frame.state = None
    if last_part(name) in frame.book.rules.fillers:
        _fill(frame, arguments, result)
    if last_part(name) in frame.book.rules.mutators and arguments.receiver is not None:
        _mutate(frame, node, arguments)
    return result


def _fill(frame: Frame, arguments: Arguments, result: Value) -> None:
    """Puts what a call gives into its first argument (`in.read(buffer)`)."""
    for value in arguments.places[:1]:
        for ref in value.refs if result.marks else ():
            hold(frame, ref, marked(result.marks))


def _mutate(frame: Frame, node: Node, arguments: Arguments) -> None:
    for value in arguments:
        marks = deep_marks(value, frame.alive)
        if marks and arguments.receiver is not None:
            for ref in arguments.receiver.refs:
                hold(frame, ref, marked(passed(frame, node, marks)))


def _result(frame: Frame, node: Node, name: str, arguments: Arguments, function: Value) -> Value:
    setting = _setting(frame, name, arguments)
    if setting is not None:
        return setting
    passing = frame.book.passings.first((name,))
    if passing is not None and passing.same:
        same = [value for where in passing.arguments for value in arguments.get(frame, where)]
        if same:
            return same[0]
    container = frame.book.containers.first((f"{name}()",))
    if container is not None:
        return _container(frame, node, name, container, arguments)
    wheres = passing.arguments if passing is not None and passing.arguments else None
    values = (
        list(arguments)
        if wheres is None
        else [value for where in wheres for value in arguments.get(frame, where)]
    )
    if arguments.receiver is not None and wheres is None:
        values.append(arguments.receiver)
    marks = join_marks(function.marks, *(deep_marks(value, frame.alive) for value in values))
    marks = join_marks(marks, _from_request(frame, node, name, arguments))
    cleaners = frame.book.cleaners.find(name)
    for cleaner in cleaners:
        marks = cleared(marks, frame.book.clears(cleaner.clears))
    if passing is not None and passing.decodes:
        marks = decoded(marks)
    marks = tuple(mark for mark in marks if not frame.book.classes <= mark.cleared)
    result = named(frame, node, f"{name}()", marks)
    kept = values[0].consts if passing is not None and passing.keeps and values else None
    return replace(result, marks=passed(frame, node, result.marks), consts=kept, refs=(next_number(),))


def _from_request(frame: Frame, node: Node, name: str, arguments: Arguments) -> tuple[Mark, ...]:
    """What an unknown function makes of a whole request is data from outside."""
    if frame.book.knows(name):
        return ()
    for value in arguments.places:
        if frame.book.requests.first(value.names) is not None:
            return (frame.machine.origin(frame.place(node), "request data"),)
    return ()


def _setting(frame: Frame, name: str, arguments: Arguments) -> Value | None:
    where = frame.book.properties.first((name,))
    if where is None or where[0] >= len(arguments.places):
        return None
    key = arguments.places[where[0]].text
    known = frame.machine.project.properties.get(key or "")
    if known:
        return constants(sorted(known))
    if where[1] < len(arguments.places):
        return arguments.places[where[1]]
    return None


def _container(frame: Frame, node: Node, name: str, kind: str, arguments: Arguments) -> Value:
    first = arguments.places[0] if arguments.places else None
    if kind == "list":
        made = _list(frame, first)
    else:
        table = Table() if first is None else merged(frame, Table(), first)
        for key, value in arguments.keywords.items():
            table = table.put((str, key), value)
        made = frame.new_object(table)
    return replace(made, names=(frame.book.rules.types.get(f"{name}()", f"{name}()"),))


def _list(frame: Frame, first: Value | None) -> Value:
    if first is None or (first.consts is not None and not isinstance(first.const, str)):
        return frame.new_object(Sequence())
    known = elements(frame, first)
    if known is not None and len(known) <= MOST_ITEMS:
        return frame.new_object(Sequence(tuple(known)))
    return frame.new_object(Sequence((), any_element(frame, first)))


def making(frame: Frame, node: New) -> Value:
    """The value of `new T(...)`."""
    arguments = gather(frame, node.arguments)
    if node.body is not None:
        cls = frame.machine.hooks["class"](frame, node.body)
        for thing in cls.things:
            if isinstance(thing, ClassThing):
                return make_object(frame, node, thing, arguments)
    return call_value(frame, node, evaluate(frame, node.type), arguments)


def call_thing(frame: Frame, node: Node, thing: FunctionThing, values: tuple[Value, ...]) -> Value:
    """Calls a function of the tree with values by position."""
    return call_function(frame, node, thing, Arguments(list(values)))
