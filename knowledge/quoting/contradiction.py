"""Tells where a newer page says otherwise, by its shape: the same sentence but for a fact."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.names import names_in
from knowledge.quoting.deciding import Quote
from knowledge.quoting.sentences import Unit, stems, units
from knowledge.search.hit import Hit

# How much of their words two sentences share that speak of the same; measured in docs/knowledge.md.
SAME_SENTENCE = 0.6
FEWEST_WORDS = 2

CODE = re.compile(r"`([^`\n]+)`")
NUMBER = re.compile(r"(?<![\w.-])v?\d+(?:[.,:]\d+)*(?:\s?(?:%|[a-zA-Z]{1,2}\b))?")
NOT = re.compile(
    r"\b(?:not|never|no|without|don't|doesn't|must not|cannot|can't|isn't|no longer)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence of a newer page that says otherwise than a quoted one."""

    quote: Quote
    said: str
    newer: Hit
    otherwise: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence taken apart: what it is about, and the facts that it states."""

    words: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    commands: frozenset[str]
    denies: bool


def contradictions(quotes: Iterable[Quote], others: Iterable[Hit]) -> list[Contradiction]:
    """What newer pages say against the quotes, at most once a page.

    Args:
        quotes: what is about to be said.
        others: passages that are about the same, of whatever age.
    """
    found: dict[tuple[str, str], Contradiction] = {}
    newer_ones = list(others)
    for quote in quotes:
        for hit in newer_ones:
            if hit.date > quote.hit.date and hit.path != quote.hit.path:
                for said, otherwise in _against(quote, hit):
                    found.setdefault((quote.hit.path, hit.path), Contradiction(quote, said, hit, otherwise))
    return list(found.values())


def _against(quote: Quote, newer: Hit) -> Iterator[tuple[str, str]]:
    title = _same_title(quote.hit, newer)
    for old in units(quote.text):
        for new in units(newer.text):
            if old.text != new.text and _differs(old, new, title):
                yield old.text, new.text


def _differs(old: Unit, new: Unit, same_title: bool) -> bool:
    if old.code or new.code:
        return False  # two scripts differ in many ways; what is said of them is compared
    one, other = _claim(old.text), _claim(new.text)
    shared = one.words & other.words
    if len(shared) < FEWEST_WORDS or len(shared) < SAME_SENTENCE * len(one.words | other.words):
        return False
    if one.names and other.names and one.names.isdisjoint(other.names):
        return False
    if not same_title and not one.names & other.names:
        return False
    return (
        one.denies != other.denies
        or _apart(one.numbers, other.numbers)
        or _apart(one.commands, other.commands)
    )


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one - other) and bool(other - one)


def _claim(text: str) -> _Claim:
    # The cells of a table name things; only a sentence says what to do with a command.
    found = [] if text.startswith("|") else CODE.findall(text)
    commands = frozenset(" ".join(code.split()) for code in found)
    prose = CODE.sub(" ", text)
    return _Claim(
        words=stems(prose) - stems(" ".join(NOT.findall(prose))),
        names=frozenset(names_in(text)),
        numbers=frozenset("".join(number.lower().split()) for number in NUMBER.findall(prose)),
        commands=commands,
        denies=NOT.search(prose) is not None,
    )


def _same_title(one: Hit, other: Hit) -> bool:
    services, others = one.details.get("services"), other.details.get("services")
    if isinstance(services, list) and isinstance(others, list) and not set(services) & set(others):
        return False
    first, second = stems(one.title), stems(other.title)
    return bool(first) and first <= second
