"""Addresses whose beginning is fixed: what is put after the host decides on the path alone."""

from __future__ import annotations

import re

from tools.analysis.dataflow.interpreter.taint import deep_marks
from tools.analysis.dataflow.rules.weaknesses import REDIRECT, SSRF
from tools.analysis.dataflow.state import State
from tools.analysis.dataflow.values import Mark, Value, cleared

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//[^/?#\s]+[/?#]", re.IGNORECASE)
_WITHIN = re.compile(r"/[^/\\]|[?#]")
_ADDRESS = frozenset({REDIRECT, SSRF})


def behind(first: Value, marks: tuple[Mark, ...], state: State) -> tuple[Mark, ...]:
    """The marks of what stands after the first part of a text."""
    if not marks:
        return marks
    return cleared(marks, _ruled_out(first, state))


def _ruled_out(first: Value, state: State) -> frozenset[str]:
    if first.consts is not None:
        texts = [const for const in first.consts if isinstance(const, str)]
        if len(texts) == len(first.consts) and all(_HOST.match(text) for text in texts):
            return _ADDRESS
        if len(texts) == len(first.consts) and all(_WITHIN.match(text) for text in texts):
            return frozenset({REDIRECT})
        return frozenset()
    before = deep_marks(first, state)
    if not before:
        return frozenset()
    return _ADDRESS.intersection(*(mark.cleared for mark in before))
