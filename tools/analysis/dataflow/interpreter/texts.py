"""Methods of texts: worked out on constants, and what they do to tainted ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import Formatter
from typing import Any

from tools.analysis.dataflow.folding import apply
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.interpreter.patterns import taken_out
from tools.analysis.dataflow.interpreter.taint import deep_marks, own_marks
from tools.analysis.dataflow.shapes import Sequence
from tools.analysis.dataflow.values import UNKNOWN, Value, cleared, constant, join_marks, marked

_PYTHON: dict[str, Callable[..., Any]] = {
    name: getattr(str, name)
    for name in [
        "lower",
        "upper",
        "strip",
        "lstrip",
        "rstrip",
        "title",
        "capitalize",
        "swapcase",
        "casefold",
        "replace",
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "count",
        "isdigit",
        "isalpha",
        "isalnum",
        "isnumeric",
        "isupper",
        "islower",
        "isspace",
        "removeprefix",
        "removesuffix",
        "encode",
    ]
} | {"decode": bytes.decode, "hex": bytes.hex}


def _part(text: str, start: int, stop: int | None = None) -> str:
    start = max(start, 0)
    return text[start:] if stop is None else text[start : max(stop, 0)]


def _at(text: str, position: int) -> str:
    return text[position] if 0 <= position < len(text) else ""


_SHARED: dict[str, Callable[..., Any]] = {
    "charAt": _at,
    "substring": _part,
    "toLowerCase": str.lower,
    "toUpperCase": str.upper,
    "trim": str.strip,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "indexOf": str.find,
    "lastIndexOf": str.rfind,
    "concat": lambda *parts: "".join(parts),
    "toString": str,
}
_JAVA = _SHARED | {
    "equals": lambda one, other: one == other,
    "equalsIgnoreCase": lambda one, other: one.lower() == other.lower(),
    "length": len,
    "contains": lambda text, part: part in text,
    "isEmpty": lambda text: not text,
    "isBlank": lambda text: not text.strip(),
    "replace": lambda text, old, new: text.replace(old, new),
    "strip": str.strip,
    "repeat": lambda text, times: text * times if times < 64 else None,
}
_JAVASCRIPT = _SHARED | {
    "includes": lambda text, part: part in text,
    "slice": lambda text, start=0, stop=None: text[start:stop],
    "trimStart": str.lstrip,
    "trimEnd": str.rstrip,
    "replaceAll": lambda text, old, new: text.replace(old, new),
    "at": lambda text, position: text[position],
}
_METHODS = {"python": _PYTHON, "java": _JAVA, "javascript": _JAVASCRIPT}
_REPLACING = ("replace", "replaceAll")


def constant_method(frame: Frame, receiver: Value, method: str, arguments: Arguments) -> Value | None:
    """What a method gives on a constant text; None if that isn't known."""
    if receiver.consts is None or arguments.keywords or arguments.more or arguments.others:
        return None
    if not all(isinstance(const, str | bytes) for const in receiver.consts):
        return None
    function = _METHODS[frame.language].get(method)
    groups = [receiver.consts]
    for value in arguments.places:
        if value.consts is None:
            return None
        groups.append(value.consts)
    if method == "split":
        return _split(frame, receiver, arguments)
    if function is None:
        return None
    result = apply(function, groups)
    return None if result is UNKNOWN else result


def _split(frame: Frame, receiver: Value, arguments: Arguments) -> Value | None:
    text, separator = receiver.text, arguments.places[0].text if arguments.places else None
    if (
        text is None
        or len(arguments.places) > 1
        or separator == ""
        or (arguments.places and separator is None)
    ):
        return None
    return frame.new_object(Sequence(tuple(constant(part) for part in text.split(separator)[:64])))


def replaced(frame: Frame, method: str, receiver: Value, arguments: Arguments) -> Value | None:
    """A tainted text after a replacement, which may be what makes it harmless."""
    if method not in _REPLACING or len(arguments.places) < 2:
        return None
    old, new = arguments.places[0].text, arguments.places[1].text
    marks = own_marks(receiver, frame.alive)
    if old is None or new is None or not marks:
        return None
    for rule in frame.book.rules.replacements:
        if old in rule.characters and (old not in new or new != old):
            marks = cleared(marks, frame.book.clears(rule.clears))
    if frame.language == "javascript" or method == "replaceAll":
        marks = cleared(marks, taken_out(old, frame.book.rules.weaknesses.values()))
    return marked(join_marks(marks, own_marks(arguments.places[1], frame.alive)))


def formatted(frame: Frame, receiver: Value, arguments: Arguments) -> Value | None:
    """`"… {} …".format(…)` by the arguments that the text really takes."""
    text = receiver.text
    if text is None or arguments.more or arguments.others:
        return None
    try:
        fields = [field for _, field, _, _ in Formatter().parse(text) if field is not None]
    except ValueError:
        return None
    taken: list[Value] = []
    for position, field in enumerate(fields):
        head = re.split(r"[.\[]", field, maxsplit=1)[0]
        if head == "" or head.isdigit():
            place = int(head[:6]) if head else position
            taken += arguments.places[place : place + 1]
        elif head in arguments.keywords:
            taken.append(arguments.keywords[head])
    return marked(join_marks(*(deep_marks(value, frame.alive) for value in taken)))
