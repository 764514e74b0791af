"""Evaluates expressions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tools.analysis.dataflow.folding import fold, truth
from tools.analysis.dataflow.interpreter.access import attribute, look_up, named
from tools.analysis.dataflow.interpreter.beginnings import behind
from tools.analysis.dataflow.interpreter.checks import check_named
from tools.analysis.dataflow.interpreter.containers import (
    any_element,
    element,
    elements,
    entry,
    merged,
    position_of,
    put,
    slice_of,
)
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.taint import deep_marks, own_marks
from tools.analysis.dataflow.interpreter.things import FunctionThing, Super
from tools.analysis.dataflow.interpreter.typed import type_names
from tools.analysis.dataflow.shapes import MOST_ITEMS, Sequence, Table
from tools.analysis.dataflow.syntax import (
    Attribute,
    Bind,
    Call,
    Choice,
    Collection,
    Comprehension,
    Constant,
    Convert,
    Expression,
    Index,
    Lambda,
    Mapping,
    Name,
    New,
    Operation,
    Slice,
    Spread,
    Text,
    Unknown,
    Yield,
)
from tools.analysis.dataflow.values import (
    UNKNOWN,
    Mark,
    Value,
    constant,
    join,
    join_all,
    join_marks,
    marked,
)

_COMPARING = frozenset(
    ["==", "!=", "<", "<=", ">", ">=", "in", "not-in", "is", "is-not", "instanceof", "not", "typeof"]
)


def evaluate(frame: Frame, node: Expression) -> Value:
    """The value of an expression, with all that its evaluation does to the state."""
    frame.machine.step()
    return _BY_KIND[type(node)](frame, node)


def _name(frame: Frame, node: Name) -> Value:
    if node.name == "super" and frame.language != "python":
        return _super(frame)
    return look_up(frame, node, node.name)


def _super(frame: Frame) -> Value:
    cls, receiver = frame.scope.cls, frame.scope.receiver
    return UNKNOWN if cls is None or receiver is None else Value(things=(Super(receiver, cls),))


def _constant(_: Frame, node: Constant) -> Value:
    return constant(node.value)


def _text(frame: Frame, node: Text) -> Value:
    parts = [evaluate(frame, part) for part in node.parts]
    if all(part.const is not ... for part in parts) and len(parts) < MOST_ITEMS:
        return constant("".join(str(part.const) for part in parts)[:4096])
    return marked(_one_after_the_other(frame, parts))


def _one_after_the_other(frame: Frame, parts: list[Value]) -> tuple[Mark, ...]:
    """The marks of a text that is put together: a fixed beginning rules out what only a beginning can do."""
    if not parts:
        return ()
    rest = join_marks(*(deep_marks(part, frame.alive) for part in parts[1:]))
    return join_marks(deep_marks(parts[0], frame.alive), behind(parts[0], rest, frame.alive))


def _attribute(frame: Frame, node: Attribute) -> Value:
    owner = evaluate(frame, node.object)
    if node.name == "length" and frame.language != "python":
        owner = replace(owner, marks=())  # a number can't do harm
    return attribute(frame, node, owner, node.name)


def _index(frame: Frame, node: Index) -> Value:
    owner = evaluate(frame, node.object)
    if isinstance(node.key, Slice):
        bounds = [
            None if part is None else evaluate(frame, part)
            for part in (node.key.start, node.key.stop, node.key.step)
        ]
        return slice_of(frame, owner, bounds, node.key)
    return at(frame, node, owner, evaluate(frame, node.key))


def at(frame: Frame, node: Expression, owner: Value, key: Value) -> Value:
    """`owner[key]`."""
    text, position = owner.const, position_of(key)
    if isinstance(text, str | bytes) and position is not None and -len(text) <= position < len(text):
        return constant(text[position])
    found: list[Value] = []
    for ref in owner.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Sequence):
            found.append(element(shape, position))
        elif isinstance(shape, Table):
            found.append(entry(shape, key))
        elif shape is not None:
            found.append(marked(deep_marks(Value(refs=(ref,)), frame.alive)))
    if owner.marks or not found:
        if frame.language == "javascript" and key.text is not None:
            found.append(attribute(frame, node, replace(owner, refs=()), key.text))
        found += [named(frame, node, f"{outer}[]", owner.marks) for outer in owner.names[:2]]
        found.append(Value(owner.marks))
    return join_all(found)


def _slice(frame: Frame, node: Slice) -> Value:
    return join_all(evaluate(frame, part) for part in (node.start, node.stop, node.step) if part is not None)


def _call(frame: Frame, node: Call) -> Value:
    value: Value = frame.machine.hooks["calling"](frame, node)
    return value


def _new(frame: Frame, node: New) -> Value:
    value: Value = frame.machine.hooks["new"](frame, node)
    return value


def _operation(frame: Frame, node: Operation) -> Value:
    if node.operator in ("and", "or", "??"):
        return _choosing(frame, node)
    operands = [evaluate(frame, operand) for operand in node.operands]
    if node.operator in ("in", "not-in") and len(operands) == 2:
        known = _contained(frame, operands[0], operands[1])
        if known is not None:
            return constant(known == (node.operator == "in"))
    folded = fold(node.operator, operands, frame.language)
    if folded is not UNKNOWN or node.operator in _COMPARING:
        return folded
    if node.operator == "+" and len(operands) == 2:
        joined = _joined(frame, operands)
        if joined is not None:
            return joined
    if node.operator == "+":
        return Value(_one_after_the_other(frame, operands))
    marks = join_marks(*(deep_marks(operand, frame.alive) for operand in operands))
    names = operands[0].names[:1] if node.operator in ("/", "|") and len(operands) == 2 else ()
    return Value(marks, names=names)  # a path divided by a name is a path


def _joined(frame: Frame, operands: list[Value]) -> Value | None:
    """Two lists, one after the other."""
    known = [elements(frame, operand) if operand.refs else None for operand in operands]
    if any(part is None for part in known):
        return None
    items = tuple(item for part in known if part is not None for item in part)
    return frame.new_object(Sequence(items) if len(items) <= MOST_ITEMS else Sequence().blurred(*items))


def _contained(frame: Frame, item: Value, group: Value) -> bool | None:
    if item.consts is None or not group.refs:
        return None
    held = elements(frame, group)
    if held is None or any(part.const is ... for part in held):
        return None
    consts = [part.const for part in held]
    answers = {const in consts for const in item.consts}
    return answers.pop() if len(answers) == 1 else None


def _choosing(frame: Frame, node: Operation) -> Value:
    """`and`, `or` and `??`: each operand is evaluated knowing what the ones before it were."""
    refine = frame.machine.hooks["refine"]
    goes_on = node.operator == "and"
    found: list[Value] = []
    before = frame.alive
    inner = before.branch()
    frame.state = inner
    for operand in node.operands:
        value = evaluate(frame, operand)
        if frame.state is None:  # it doesn't return: what comes after has the ones before
            break
        certain = truth(value) if node.operator != "??" else None
        if certain is not None and certain != goes_on:
            found.append(value)
            break
        if certain is None or operand is node.operands[-1]:
            found.append(value)
        refine(frame, operand, goes_on)
    frame.state = before
    before.meet([_effects(inner.written(before)), {}])
    return join_all(found)


def _effects(layer: dict[Any, Any]) -> dict[Any, Any]:
    return {
        where: cell
        for where, cell in layer.items()
        if not (isinstance(where, tuple) and where[0] == "checked")
    }


def _choice(frame: Frame, node: Choice) -> Value:
    certain = truth(evaluate(frame, node.condition))
    if certain is not None:
        return evaluate(frame, node.then if certain else node.otherwise)
    before = frame.alive
    found: list[Value] = []
    ways = []
    for holds, part in ((True, node.then), (False, node.otherwise)):
        frame.state = before.branch()
        frame.machine.hooks["refine"](frame, node.condition, holds)
        value = evaluate(frame, part)
        if frame.state is None:
            continue
        found.append(replace(value, marks=_still(frame, value)) if value.marks else value)
        ways.append(frame.alive.written(before))
    frame.state = before if ways else None
    before.meet(ways)
    return join_all(found)


def _still(frame: Frame, value: Value) -> Any:
    """The marks with what this way has ruled out: the way ends here, and the value goes on."""
    state = frame.alive
    return tuple(replace(mark, cleared=mark.cleared | state.checked(mark)) for mark in value.marks)


def _convert(frame: Frame, node: Convert) -> Value:
    value = evaluate(frame, node.value)
    names = type_names(frame, node.type)
    if any(name in frame.book.rules.harmless_types for name in names):
        return replace(value, marks=())
    made = tuple(f"{name}()" for name in names if not name.startswith("?"))
    if made and not value.names and value.consts is None:
        return replace(value, names=made[:2])
    return value


def _spread(frame: Frame, node: Spread) -> Value:
    return evaluate(frame, node.value)


def _collection(frame: Frame, node: Collection) -> Value:
    sequence = Sequence()
    for item in node.items:
        value = evaluate(frame, item)
        if isinstance(item, Spread):
            known = elements(frame, value)
            added = [any_element(frame, value)] if known is None else known
            blurred = known is None
        else:
            added, blurred = [value], False
        if blurred or sequence.rest is not None or len(sequence.items) + len(added) > MOST_ITEMS:
            sequence = sequence.blurred(*added)
        else:
            sequence = Sequence((*sequence.items, *added))
    return frame.new_object(sequence)


def _mapping(frame: Frame, node: Mapping) -> Value:
    table = Table()
    for name, part in node.entries:
        if name is None:
            table = merged(frame, table, evaluate(frame, part))
        else:
            key, value = evaluate(frame, name), evaluate(frame, part)
            if key.text is not None:
                check_named(frame, part, (key.text,), value)
            table = put(table, key, value)
    return frame.new_object(table)


def _comprehension(frame: Frame, node: Comprehension) -> Value:
    assign, refine = frame.machine.hooks["assign"], frame.machine.hooks["refine"]
    before = frame.alive
    frame.state = before.branch()
    for clause in node.clauses:
        source = evaluate(frame, clause.iterable)
        assign(frame, clause.target, any_element(frame, source), node)
        for condition in clause.conditions:
            evaluate(frame, condition)
            refine(frame, condition, True)
    key = UNKNOWN if node.key is None else evaluate(frame, node.key)
    value = evaluate(frame, node.element)
    value = replace(value, marks=_still(frame, value)) if value.marks else value
    written = frame.alive.written(before)
    frame.state = before
    before.meet([_effects(written), {}])
    if node.kind == "dict":
        return frame.new_object(put(Table(), replace(key, consts=None), value))
    return frame.new_object(Sequence((), value))


def _bind(frame: Frame, node: Bind) -> Value:
    value = evaluate(frame, node.value)
    frame.machine.hooks["assign"](frame, node.target, value, node)
    return value


def _lambda(frame: Frame, node: Lambda) -> Value:
    receiver = None if node.definition.receiver is not None else frame.scope.receiver
    thing = FunctionThing(node.definition, frame.scope, receiver, frame.scope.cls)
    frame.machine.defined.append((thing, ()))
    return Value(things=(thing,))


def _yield(frame: Frame, node: Yield) -> Value:
    value = UNKNOWN if node.value is None else evaluate(frame, node.value)
    where = (frame.scope.frame, "<yielded>")
    known = frame.alive.value(where)
    frame.alive.set(where, value if known is None else join(known, value))
    return UNKNOWN


def _unknown(frame: Frame, node: Unknown) -> Value:
    parts = [evaluate(frame, part) for part in node.parts]
    return marked(join_marks(*(own_marks(part, frame.alive) for part in parts)))


_BY_KIND: dict[type, Callable[[Frame, Any], Value]] = {
    Name: _name,
    Constant: _constant,
    Text: _text,
    Attribute: _attribute,
    Slice: _slice,
    Index: _index,
    Call: _call,
    New: _new,
    Operation: _operation,
    Choice: _choice,
    Convert: _convert,
    Spread: _spread,
    Collection: _collection,
    Mapping: _mapping,
    Comprehension: _comprehension,
    Bind: _bind,
    Lambda: _lambda,
    Yield: _yield,
    Unknown: _unknown,
}
