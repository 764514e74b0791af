"""Which functions are worth being run for their own sake.

A function in which no data comes in from outside, and which calls none where some does, has nothing to
show unless somebody hands data over to it; it is then run from there. It goes by words alone, so that rather
too many functions are run than too few.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from tools.analysis.dataflow.interpreter.things import Unit
from tools.analysis.dataflow.project import Project
from tools.analysis.dataflow.rules.book import book
from tools.analysis.dataflow.rules.model import Rules
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Attribute,
    Class,
    Constant,
    Function,
    Import,
    Name,
    walk,
)

_WORD = re.compile(r"[?]?[A-Za-z_$][\w$]*")
MOST_OF_ONE_NAME = 6  # what so many functions are called says nothing of which one is meant
_SEGMENTS = 2  # the last parts of a dotted name, which a program writes however it has imported them


def relevant(project: Project) -> frozenset[Function]:
    """The functions to be run for their own sake."""
    words: dict[Function, frozenset[str]] = {}
    giving: set[Function] = set()  # what data they take in may go to whoever calls them
    others: set[Function] = set()
    names: dict[Function, str] = {}
    for unit in project.units:
        own = dict(_functions(unit))
        names.update(own)
        spoken = {function: frozenset(_words((function,))) for function in own}
        words.update(spoken)
        here = frozenset(_words(unit.module.body))
        sources, calls = _segments(book(unit.module.language).rules)
        for parts, found in ((sources, giving), (calls, others)):
            known = [segments for segments in parts if all(each.lstrip("?") in here for each in segments)]
            telling = {segments[-1] for segments in known if not segments[0].startswith("?")}
            nearby = [(segments[0][1:], segments[-1]) for segments in known if segments[0].startswith("?")]
            found.update(
                function
                for function, said in spoken.items()
                if not telling.isdisjoint(said) or any(one in said and other in said for one, other in nearby)
            )
    return _with_callers(giving, words, names) | others


def _functions(unit: Unit) -> Iterator[tuple[Function, str]]:
    """The functions of a module, by the names that they are called by."""
    for node in walk(unit.module.body):
        if isinstance(node, Class):
            for part in node.body:
                if isinstance(part, Function) and part.name == CONSTRUCTOR:
                    yield part, node.name
        if isinstance(node, Function) and node.name != CONSTRUCTOR:
            yield node, node.name


def _words(nodes: Iterable[object]) -> Iterator[str]:
    for node in walk(nodes):
        if isinstance(node, Name | Attribute):
            yield node.name
        elif isinstance(node, Import):
            yield from _WORD.findall(node.target)
            yield node.name
        elif isinstance(node, Constant) and isinstance(node.value, str) and len(node.value) < 40:
            yield node.value  # a member may be asked for by its name as a text
        elif isinstance(node, Function):
            yield from (parameter.name for parameter in node.parameters)


Parts = tuple[tuple[str, ...], ...]

_known: dict[str, tuple[Parts, Parts]] = {}


def _segments(rules: Rules) -> tuple[Parts, Parts]:
    """The words that say that data comes in, and those of calls that are looked at wherever they stand."""
    known = _known.get(rules.language)
    if known is None:
        sources = [name for source in rules.sources for name in source.names]
        calls = [name for misuse in rules.misuses for name in misuse.calls]
        # within which functions are made for a framework to call
        calls += [name for entry in rules.entries for name in (*entry.decorators, *entry.calls)]
        known = _known[rules.language] = (_last_parts(sources), _last_parts(calls))
    return known


def _last_parts(patterns: list[str]) -> Parts:
    parts = {tuple(_WORD.findall(pattern.replace("*", ""))[-_SEGMENTS:]) for pattern in patterns}
    return tuple(part for part in parts if part)


def _with_callers(
    found: set[Function], words: dict[Function, frozenset[str]], names: dict[Function, str]
) -> frozenset[Function]:
    """The functions and all that may call them."""
    using: dict[str, list[Function]] = {}
    for function, said in words.items():
        for word in said:
            using.setdefault(word, []).append(function)
    common = {name for name, count in Counter(names.values()).items() if count > MOST_OF_ONE_NAME}
    waiting = {names[function] for function in found} - common
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        for caller in using.get(name, ()) if name else ():
            if caller not in found:
                found.add(caller)
                if names[caller] not in seen and names[caller] not in common:
                    waiting.add(names[caller])
    return frozenset(found)
