"""Built-in functions of a language, as far as more than their arguments' data matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tools.analysis.dataflow.folding import apply
from tools.analysis.dataflow.interpreter.access import attribute
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.containers import any_element, elements
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks
from tools.analysis.dataflow.interpreter.things import ClassThing, Super
from tools.analysis.dataflow.shapes import Opaque, Record, Sequence
from tools.analysis.dataflow.syntax import Node
from tools.analysis.dataflow.values import UNKNOWN, Value, constant, marked

BuiltIn = Callable[[Frame, Node, Arguments], Value | None]


def _super(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    cls, receiver = frame.scope.cls, frame.scope.receiver
    if len(arguments.places) == 2:
        receiver = arguments.places[1]
        cls = next((thing for thing in arguments.places[0].things if isinstance(thing, ClassThing)), cls)
    return None if cls is None or receiver is None else Value(things=(Super(receiver, cls),))


def _len(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    if value is None:
        return None
    if value.consts is not None:
        return apply(len, [value.consts])
    known = elements(frame, value) if value.refs else None
    return UNKNOWN if known is None else constant(len(known))


def _getattr(frame: Frame, node: Node, arguments: Arguments) -> Value | None:
    value, name = arguments.first(0), arguments.first(1)
    if value is None or name is None or name.text is None:
        return None
    return attribute(frame, node, value, name.text)


def _setattr(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    if len(arguments.places) != 3 or arguments.places[1].text is None:
        return None
    owner, name, value = arguments.places
    for ref in owner.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Record | Opaque):
            frame.alive.set(ref, replace(shape, fields={**shape.fields, str(name.text): value}))
    return UNKNOWN


def _str(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    if value is None:
        return constant("")
    if value.consts is not None and len(arguments.places) == 1:
        return apply(str, [value.consts])
    return Value(deep_marks(value, frame.alive))


def _ordered(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    if value is None:
        return None
    return frame.new_object(Sequence((), any_element(frame, value)))


def _reversed(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    known = None if value is None else elements(frame, value)
    if value is None or known is None:
        return _ordered(frame, _, arguments)
    return frame.new_object(Sequence(tuple(reversed(known))))


def _enumerate(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    if value is None:
        return None
    known = elements(frame, value)
    if known is None:
        pair = frame.new_object(Sequence((UNKNOWN, any_element(frame, value))))
        return frame.new_object(Sequence((), pair))
    pairs = [frame.new_object(Sequence((constant(number), part))) for number, part in enumerate(known)]
    return frame.new_object(Sequence(tuple(pairs)))


def _zip(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    parts = tuple(any_element(frame, value) for value in arguments.places)
    return frame.new_object(Sequence((), frame.new_object(Sequence(parts))))


def _map(frame: Frame, node: Node, arguments: Arguments) -> Value | None:
    if len(arguments.places) < 2:
        return None
    function, *lists = arguments.places
    given = Arguments([any_element(frame, value) for value in lists])
    value = frame.machine.hooks["value"](frame, node, function, given)
    return frame.new_object(Sequence((), value))


def _filter(frame: Frame, node: Node, arguments: Arguments) -> Value | None:
    if len(arguments.places) != 2:
        return None
    function, value = arguments.places
    part = any_element(frame, value)
    frame.machine.hooks["value"](frame, node, function, Arguments([part]))
    return frame.new_object(Sequence((), part))


def _next(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    return None if value is None else any_element(frame, value)


def _iter(_: Frame, __: Node, arguments: Arguments) -> Value | None:
    return arguments.first(0)


def _chr(_: Frame, __: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    return None if value is None or value.consts is None else apply(chr, [value.consts])


def _type(_: Frame, __: Node, arguments: Arguments) -> Value | None:
    return None if arguments.first(0) is None else UNKNOWN


def _whole(frame: Frame, _: Node, arguments: Arguments) -> Value | None:
    value = arguments.first(0)
    return None if value is None else marked(deep_marks(value, frame.alive))


BUILTINS: dict[tuple[str, str], BuiltIn] = {
    ("python", "super"): _super,
    ("python", "len"): _len,
    ("python", "getattr"): _getattr,
    ("python", "setattr"): _setattr,
    ("python", "str"): _str,
    ("python", "sorted"): _ordered,
    ("python", "reversed"): _reversed,
    ("python", "enumerate"): _enumerate,
    ("python", "zip"): _zip,
    ("python", "map"): _map,
    ("python", "filter"): _filter,
    ("python", "next"): _next,
    ("python", "iter"): _iter,
    ("python", "chr"): _chr,
    ("python", "type"): _type,
    ("python", "repr"): _whole,
}
