"""The regular expressions of the program that is looked at: tried on short texts, if that can't take long."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tools.analysis.dataflow.rules.model import Weakness

LONGEST = 200
# A repetition within a repeated group may try every way to divide a text between the two: catastrophic
# backtracking.
_NESTED = re.compile(r"[+*}][^()]*\)[^()]*\)*(?:[+*{])")


def compiled(pattern: str) -> re.Pattern[str] | None:
    """The regular expression, if it is one that this language knows, too, and a harmless one."""
    if len(pattern) > LONGEST or _NESTED.search(pattern):
        return None
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def taken_out(pattern: str, weaknesses: Iterable[Weakness]) -> frozenset[str]:
    """The weaknesses all of whose payloads lose something where what matches is taken out."""
    known = None if pattern.isalnum() else compiled(pattern)
    if known is None:
        return frozenset()
    return frozenset(
        each.id for each in weaknesses if each.payloads and all(known.search(text) for text in each.payloads)
    )
