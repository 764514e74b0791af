"""Constant folding: works out operations on constants."""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import product
from typing import Any

from tools.analysis.dataflow.values import MOST_CONSTS, UNKNOWN, Const, Value, constants

LONGEST_TEXT = 4096
LARGEST_NUMBER = 1 << 128
LARGEST_POWER = 64


def _plus(one: Any, other: Any, language: str) -> Any:
    if isinstance(one, str) != isinstance(other, str) and language != "python":
        return _spelt(one) + _spelt(other)
    return one + other


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None else str(value)


def _divide(one: Any, other: Any, language: str) -> Any:
    if language == "java" and isinstance(one, int) and isinstance(other, int):
        quotient = abs(one) // abs(other)
        return quotient if (one < 0) == (other < 0) else -quotient
    return one / other


def _power(one: Any, other: Any, _: str) -> Any:
    if not isinstance(other, int) or abs(other) > LARGEST_POWER:
        raise ValueError
    return one**other


def _times(one: Any, other: Any, _: str) -> Any:
    for text, times in ((one, other), (other, one)):
        if isinstance(text, str | bytes) and isinstance(times, int) and len(text) * times > LONGEST_TEXT:
            raise ValueError
    return one * other


def _modulo(one: Any, other: Any, _: str) -> Any:
    if isinstance(one, str | bytes):  # formatting: a width of millions would be obeyed
        raise TypeError
    return one % other


def _shift(one: Any, other: Any, _: str) -> Any:
    if not 0 <= other <= LARGEST_POWER:
        raise ValueError
    return one << other


def _equal(one: Any, other: Any, _: str) -> bool:
    return bool(one == other)


def _plain(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any, str], Any]:
    return lambda one, other, _: function(one, other)


_BINARY: dict[str, Callable[[Any, Any, str], Any]] = {
    "+": _plus,
    "-": _plain(operator.sub),
    "*": _times,
    "/": _divide,
    "//": _plain(operator.floordiv),
    "%": _modulo,
    "**": _power,
    "<<": _shift,
    ">>": _plain(operator.rshift),
    "&": _plain(operator.and_),
    "|": _plain(operator.or_),
    "^": _plain(operator.xor),
    "==": _equal,
    "!=": lambda one, other, language: not _equal(one, other, language),
    "<": _plain(operator.lt),
    "<=": _plain(operator.le),
    ">": _plain(operator.gt),
    ">=": _plain(operator.ge),
    "in": lambda one, other, _: one in other,
    "not-in": lambda one, other, _: one not in other,
    "is": lambda one, other, _: (
        (one is None and other is None) or (one is not None and other is not None and one == other)
    ),
    "is-not": lambda one, other, _: (
        not ((one is None and other is None) or (None not in (one, other) and one == other))
    ),
}
_UNARY: dict[str, Callable[[Any], Any]] = {
    "neg": operator.neg,
    "pos": operator.pos,
    "~": operator.invert,
    "not": operator.not_,
}


def small(value: object) -> bool:
    """Whether a constant is worth keeping."""
    if isinstance(value, str | bytes):
        return len(value) <= LONGEST_TEXT
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return True
    return isinstance(value, int) and abs(value) < LARGEST_NUMBER


def apply(function: Callable[..., Any], groups: list[tuple[Const, ...]]) -> Value:
    """What a function gives for each combination of constants; nothing is known if it fails for one."""
    results: list[Const] = []
    for count, arguments in enumerate(product(*groups)):
        if count >= MOST_CONSTS * MOST_CONSTS:
            return UNKNOWN
        try:
            result = function(*arguments)
        except Exception:
            return UNKNOWN
        if not small(result):
            return UNKNOWN
        results.append(result)
    return constants(results)


def fold(operation: str, operands: list[Value], language: str) -> Value:
    """What an operation on constants gives; `UNKNOWN` if one of them is none."""
    groups = [operand.consts for operand in operands]
    if any(group is None for group in groups):
        return UNKNOWN
    known = [group for group in groups if group is not None]
    if len(known) == 1 and operation in _UNARY:
        return apply(_UNARY[operation], known)
    if len(known) == 2 and operation in _BINARY:
        binary = _BINARY[operation]
        return apply(lambda one, other: binary(one, other, language), known)
    return UNKNOWN


def truth(value: Value) -> bool | None:
    """Whether a value counts as true, if that is known."""
    if value.things and value.consts is None and not value.names and not value.refs:
        return True
    if value.consts is None:
        return None
    truths = {bool(const) for const in value.consts}
    return truths.pop() if len(truths) == 1 else None
