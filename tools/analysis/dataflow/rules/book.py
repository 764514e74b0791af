"""A language's rules, ready to be looked up by name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module

from tools.analysis.dataflow.names import Names, RuleT
from tools.analysis.dataflow.rules.model import EVERYTHING, Rules

LANGUAGES = ("python", "java", "javascript")


def _by_calls(rules: Iterable[RuleT]) -> Names[RuleT]:
    return Names((name, rule) for rule in rules for name in rule.calls)  # type: ignore[attr-defined]


class Book:
    """The rules of one language.

    Attributes:
        classes: The ids of all weaknesses that tainted data can cause.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.sources = Names((name, source) for source in rules.sources for name in source.names)
        self.sinks = _by_calls(rules.sinks)
        self.misuses = _by_calls(rules.misuses)
        self.cleaners = _by_calls(rules.cleaners)
        self.passings = _by_calls(rules.passings)
        self.guards = _by_calls(rules.guards)
        self.taggings = _by_calls(rules.taggings)
        self.stores = Names((name, store) for store in rules.stores for name in store.names)
        self.decorators = Names((name, entry) for entry in rules.entries for name in entry.decorators)
        self.bases = Names((name, entry) for entry in rules.entries for name in entry.bases)
        self.callbacks = _by_calls(rules.entries)
        self.containers = Names(rules.containers.items())
        self.properties = Names(rules.properties.items())
        self.requests = Names((name, name) for name in rules.requests)
        self.injected = Names((name, name) for name in rules.injected)
        self.leaving = Names((name, name) for name in rules.leaving)
        self.classes = frozenset(rules.weaknesses)
        self._prefixes = frozenset(_prefixes(rules))

    def knows(self, name: str) -> bool:
        """Whether any rule speaks of the name, or of something in it."""
        return name in self._prefixes

    def clears(self, classes: frozenset[str]) -> frozenset[str]:
        """The weaknesses meant, `EVERYTHING` spelt out."""
        return self.classes if EVERYTHING in classes else classes


def _prefixes(rules: Rules) -> Iterable[str]:
    lists = (
        rules.sinks,
        rules.misuses,
        rules.cleaners,
        rules.passings,
        rules.guards,
        rules.taggings,
        rules.entries,
    )
    names = [name for kind in lists for rule in kind for name in rule.calls]
    names += [name for source in rules.sources for name in source.names]
    names += [name for entry in rules.entries for name in (*entry.bases, *entry.decorators)]
    names += [*rules.types, *rules.types.values(), *rules.containers, *rules.properties]
    for name in names:
        parts = name.split("*")[0].replace("()", "").split(".")
        for length in range(1, len(parts) + 1):
            yield ".".join(parts[:length])


@lru_cache(maxsize=len(LANGUAGES))
def book(language: str) -> Book:
    """The rules of a language."""
    rules: Rules = import_module(f"tools.analysis.dataflow.rules.{language}").RULES
    return Book(rules)
