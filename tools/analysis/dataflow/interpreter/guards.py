"""What a condition says of the data in it, on the way where it holds and on the other one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tools.analysis.dataflow.folding import truth
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.assign import set_name
from tools.analysis.dataflow.interpreter.containers import elements
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.given import gather
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.patterns import compiled
from tools.analysis.dataflow.interpreter.taint import deep_marks
from tools.analysis.dataflow.interpreter.typed import type_names
from tools.analysis.dataflow.rules.model import Guard
from tools.analysis.dataflow.state import Layer
from tools.analysis.dataflow.syntax import (
    Argument,
    Attribute,
    Bind,
    Call,
    Constant,
    Expression,
    Name,
    Operation,
)
from tools.analysis.dataflow.values import Value, constants, join_all

NORMALISED = (
    "normalised"  # not a weakness: that a path was made absolute, so that its beginning says where it is
)
_OPPOSITE = {"==": "!=", "!=": "==", "in": "not-in", "not-in": "in", "is": "is-not", "is-not": "is"}
_CONTAINING = frozenset({"contains", "includes", "has", "search", "__contains__"})
_EQUAL = frozenset({"equals", "equalsIgnoreCase"})
_SAME_TEXT = frozenset(
    {"strip", "lower", "upper", "casefold", "trim", "toLowerCase", "toUpperCase", "toString", "get", "intern"}
)
_HOSTS = frozenset({"netloc", "hostname", "host", "scheme"})


def peek(frame: Frame, node: Expression) -> Value:
    """The value of an expression that was evaluated already, without doing again what it does."""
    before = frame.alive
    frame.state = before.branch()
    value = evaluate(frame, node)
    frame.state = before
    return value


def _peek_all(frame: Frame, given: tuple[Argument, ...]) -> Arguments:
    before = frame.alive
    frame.state = before.branch()
    arguments = gather(frame, given)
    frame.state = before
    return arguments


def refine(frame: Frame, condition: Expression, holds: bool) -> None:
    """Writes down in the state what follows from a condition that holds, or doesn't."""
    if isinstance(condition, Operation):
        _operation(frame, condition, holds)
    elif isinstance(condition, Call):
        _call(frame, condition, holds)
    elif isinstance(condition, Bind):
        refine(frame, condition.value, holds)
    elif isinstance(condition, Name):
        _variable(frame, condition, holds)


def _operation(frame: Frame, condition: Operation, holds: bool) -> None:
    operator, operands = condition.operator, condition.operands
    if operator == "not":
        refine(frame, operands[0], not holds)
    elif operator in ("and", "or"):
        if (operator == "and") == holds:
            for operand in operands:
                refine(frame, operand, holds)
    elif operator in _OPPOSITE and len(operands) == 2:
        _compared(frame, operator if holds else _OPPOSITE[operator], operands[0], operands[1])
    elif operator == "instanceof" and holds and len(operands) == 2:
        _instance(frame, operands[0], operands[1])


def _variable(frame: Frame, condition: Name, holds: bool) -> None:
    """A name that is true or false: constants that are the other are not what it holds."""
    value = peek(frame, condition)
    if value.consts is not None and truth(value) is None:
        set_name(frame, condition.name, constants(const for const in value.consts if bool(const) == holds))


def _compared(frame: Frame, operator: str, left: Expression, right: Expression) -> None:
    nothing = [isinstance(side, Constant) and side.value is None for side in (left, right)]
    if any(nothing):
        refine(frame, right if nothing[0] else left, operator in ("!=", "is-not"))
    elif operator in ("==", "is"):
        _equal(frame, left, right)
    elif operator == "!=":
        _found_at(frame, left, right, equal=False)
    elif operator == "in":
        group = peek(frame, right)
        if group.consts is None:
            _allowed(frame, left, group)
    elif operator == "not-in":
        text = peek(frame, left)
        if text.consts is not None:
            excluded(frame, peek(frame, right), [const for const in text.consts if isinstance(const, str)])


def _equal(frame: Frame, left: Expression, right: Expression) -> None:
    for one, other in ((left, right), (right, left)):
        value = peek(frame, other)
        if value.consts is not None:
            _becomes(frame, one, value)
    _found_at(frame, left, right, equal=True)


def _becomes(frame: Frame, target: Expression, value: Value) -> None:
    """A name that equals something known is that; a checked host makes its address harmless."""
    if isinstance(target, Name):
        known = peek(frame, target)
        set_name(frame, target.name, replace(known, marks=(), consts=value.consts))
    elif isinstance(target, Attribute) and target.name in _HOSTS - {"scheme"}:
        clear(frame, peek(frame, target), frozenset({"open-redirect", "ssrf"}))
    elif (
        isinstance(target, Call)
        and isinstance(target.callee, Attribute)
        and not target.arguments
        and target.callee.name in _SAME_TEXT
    ):
        _becomes(frame, target.callee.object, value)


def _found_at(frame: Frame, left: Expression, right: Expression, *, equal: bool) -> None:
    """`text.find(part) == -1` and the like."""
    value = peek(frame, right).const
    if not (isinstance(left, Call) and isinstance(left.callee, Attribute)):
        return
    if left.callee.name not in ("find", "indexOf", "rfind", "lastIndexOf", "count"):
        return
    absent = 0 if left.callee.name == "count" else -1
    if value == absent and equal:
        arguments = _peek_all(frame, left.arguments)
        texts = [
            const for part in arguments.places[:1] for const in part.consts or () if isinstance(const, str)
        ]
        excluded(frame, peek(frame, left.callee.object), texts)


def _allowed(frame: Frame, target: Expression, group: Value) -> None:
    """What is one of a list of constants is one of these."""
    known = elements(frame, group)
    fixed = known is not None and all(part.consts is not None for part in known)
    if not fixed and deep_marks(group, frame.alive):
        return
    while isinstance(target, Call) and isinstance(target.callee, Attribute) and not target.arguments:
        target = target.callee.object
    value = peek(frame, target)
    if isinstance(target, Name):
        chosen = join_all(known) if known and fixed else replace(value, marks=())
        set_name(frame, target.name, replace(chosen, marks=(), names=()))
    elif isinstance(target, Attribute) and target.name in _HOSTS - {"scheme"}:
        clear(frame, value, frozenset({"open-redirect", "ssrf"}))


def clear(frame: Frame, value: Value, classes: Iterable[str]) -> None:
    """The data of a value can't cause these weaknesses from here on."""
    known = frame.book.clears(frozenset(classes))
    for mark in deep_marks(value, frame.alive):
        frame.alive.check(mark, known)


def excluded(frame: Frame, value: Value, texts: Iterable[str]) -> None:
    """A text that doesn't contain another one."""
    for text in texts:
        for rule in frame.book.rules.excluded:
            if text in rule.parts:
                clear(frame, value, rule.clears)


def _instance(frame: Frame, target: Expression, type_: Expression) -> None:
    if isinstance(target, Name) and set(type_names(frame, type_)) & frame.book.rules.harmless_types:
        set_name(frame, target.name, replace(peek(frame, target), marks=()))


def _call(frame: Frame, condition: Call, holds: bool) -> None:
    if condition in frame.called:
        _by_exits(frame, condition, holds)
        return
    function = peek(frame, condition.callee)
    arguments = _peek_all(frame, condition.arguments)
    if isinstance(condition.callee, Attribute):
        arguments.receiver = peek(frame, condition.callee.object)
        _method(frame, condition, condition.callee, arguments.receiver, holds)
    elif holds and function.names == ("isinstance",) and len(condition.arguments) == 2:
        _instance(frame, condition.arguments[0].value, condition.arguments[1].value)
    for name in function.names:
        for guard in frame.book.guards.find(name):
            if guard.when == holds:
                _guarded(frame, guard, arguments)


def _method(frame: Frame, condition: Call, function: Attribute, receiver: Value, holds: bool) -> None:
    if function.name in _CONTAINING:
        _member(frame, condition, receiver, holds)
    elif holds and function.name in _EQUAL and len(condition.arguments) == 1:
        _compared(frame, "==", function.object, condition.arguments[0].value)


def _member(frame: Frame, condition: Call, group: Value, holds: bool) -> None:
    """`text.contains("..")` where it doesn't, `allowed.contains(name)` where it does."""
    if not condition.arguments:
        return
    part = condition.arguments[0].value
    if holds and group.refs:
        _allowed(frame, part, group)
    elif not holds:
        texts = [const for const in peek(frame, part).consts or () if isinstance(const, str)]
        excluded(frame, group, texts)


def _by_exits(frame: Frame, condition: Call, holds: bool) -> None:
    """A function of the tree said so: what it knew where it gave this answer is so."""
    ways: list[Layer] = []
    given: list[tuple[Value | None, ...]] = []
    for exit_ in frame.called[condition]:
        certain = exit_.truth if exit_.truth is not None else truth(exit_.value)
        if certain is None or certain == holds:
            given.append(exit_.given)
            ways.append(
                {
                    where: cell
                    for where, cell in exit_.written.items()
                    if isinstance(where, tuple) and where[0] == "checked"
                }
            )
    if ways:
        frame.alive.meet(ways)
        _checked_arguments(frame, condition, given)


def _checked_arguments(frame: Frame, condition: Call, given: list[tuple[Value | None, ...]]) -> None:
    """A variable that was handed over is as harmless as the function found it where it gave this answer."""
    for position, argument in enumerate(condition.arguments):
        if not isinstance(argument.value, Name) or argument.name is not None or argument.spread:
            continue
        found = [values[position] if position < len(values) else None for values in given]
        if all(value is not None and not value.marks for value in found):
            value = peek(frame, argument.value)
            if value.marks:
                set_name(frame, argument.value.name, replace(value, marks=()))


def _guarded(frame: Frame, guard: Guard, arguments: Arguments) -> None:
    for value in arguments.get(frame, guard.argument):
        classes = frame.book.clears(guard.clears)
        if guard.pattern is not None:
            classes = frozenset().union(
                *[_held_back(frame, each, guard) for each in arguments.get(frame, guard.pattern)]
            )
        for mark in deep_marks(value, frame.alive):
            if classes and (not guard.normalised or NORMALISED in mark.cleared):
                frame.alive.check(mark, classes)


def _held_back(frame: Frame, pattern: Value, guard: Guard) -> frozenset[str]:
    """The weaknesses none of whose payloads a regular expression lets through."""
    text = pattern.text
    known = None if text is None else compiled(text)
    if text is None or known is None:
        return frozenset()
    if not guard.whole and not text.rstrip(")").endswith(("$", r"\Z", r"\z")):
        return frozenset()
    anywhere = known.search if frame.language == "javascript" else known.match
    match = known.fullmatch if guard.whole else anywhere
    weaknesses = frame.book.rules.weaknesses.values()
    return frozenset(each.id for each in weaknesses if not any(match(payload) for payload in each.payloads))
