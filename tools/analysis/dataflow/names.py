"""Finds the rules that a dotted name falls under."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable
from typing import Generic, TypeVar

RuleT = TypeVar("RuleT")

_REMEMBERED = 50_000


def last_part(name: str) -> str:
    """What stands after the last dot."""
    return name[name.rfind(".") + 1 :]


class Names(Generic[RuleT]):
    """Rules by patterns of dotted names."""

    def __init__(self, rules: Iterable[tuple[str, RuleT]]) -> None:
        self._exact: dict[str, list[tuple[int, RuleT]]] = {}
        self._by_last: dict[str, list[tuple[int, re.Pattern[str], RuleT]]] = {}
        self._others: list[tuple[int, re.Pattern[str], RuleT]] = []
        self._known: dict[str, tuple[RuleT, ...]] = {}
        for position, (pattern, rule) in enumerate(rules):
            self._add(position, pattern, rule)

    def _add(self, position: int, pattern: str, rule: RuleT) -> None:
        if "*" not in pattern:
            self._exact.setdefault(pattern, []).append((position, rule))
            return
        compiled = re.compile(fnmatch.translate(pattern.replace("?", "[?]")))
        last = last_part(pattern)
        if "*" in last:
            self._others.append((position, compiled, rule))
        else:
            self._by_last.setdefault(last, []).append((position, compiled, rule))

    def find(self, name: str) -> tuple[RuleT, ...]:
        """The rules whose patterns the name has, in the order in which they were given."""
        known = self._known.get(name)
        if known is None:
            found = list(self._exact.get(name, ()))
            last = last_part(name)
            for position, pattern, rule in (*self._by_last.get(last, ()), *self._others):
                if pattern.match(name):
                    found.append((position, rule))
            known = tuple(rule for _, rule in sorted(found, key=lambda each: each[0]))
            if len(self._known) < _REMEMBERED:
                self._known[name] = known
        return known

    def first(self, names: Iterable[str]) -> RuleT | None:
        """The first rule that one of the names falls under."""
        for name in names:
            if found := self.find(name):
                return found[0]
        return None

    def all(self, names: Iterable[str]) -> list[RuleT]:
        """All rules that the names fall under."""
        return [rule for name in names for rule in self.find(name)]
