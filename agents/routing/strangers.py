"""Finds a name that stands where a service's would, and is none: "is unicorn slow?"."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Self

from agents.routing.classifier import Weights
from agents.routing.follow_ups import FollowUps, is_empty
from agents.routing.known import find_known
from agents.routing.mentions import find_mentions
from agents.routing.text import plain
from storage.catalog import Catalog

_WORD = re.compile(r"[^\W_][\w'-]{0,60}")
_MOST_NEAR, _MOST_NAMED = 3, 5
# As alike as "store" and "storefront"; "unicorn" and "notifications" are not.
_ALIKE = 0.6
# What stands before a name in such asks: is unicorn slow, errors of unicorn. Not "in": things are in danger.
_BEFORE_WORDS = """
is was were how's what's does did has of for on at with about around the
ist hat läuft von bei es
"""
_BEFORE = frozenset(_BEFORE_WORDS.split())
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that no service has, and the names of services that are near it; or of some, where none is."""

    name: str
    near: tuple[str, ...] = ()
    some: tuple[str, ...] = ()

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "near": list(self.near), "some": list(self.some)}

    @classmethod
    def load(cls, data: Mapping[str, Any] | None) -> Self | None:
        """From what `dump` made, if anything."""
        return None if data is None else cls(data["name"], tuple(data["near"]), tuple(data["some"]))


def find_stranger(text: str, catalog: Catalog) -> Stranger | None:
    """The only word of an ask that the router does not know, where a name would stand.

    Careful: an ask with two such words, or with any name that is known, has none.
    Blocking: it reads a file the first time.
    """
    known, mentions = find_known(text, catalog), find_mentions(text)
    if not catalog.services or known.services or known.repositories or known.pipelines or known.person:
        return None
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) > _LONGEST or mentions.alert or mentions.repository or mentions.job:
        return None
    names = FollowUps(catalog)
    strange = [(at, word) for at, word in enumerate(words) if not _is_common(word, names)]
    if len(strange) != 1 or not _stands_for_a_name(words, strange[0][0]):
        return None
    word = strange[0][1].removesuffix("'s").rstrip("'-_")
    services = {entry.name.lower(): entry.name for entry in catalog.services}
    near = tuple(services[name] for name in get_close_matches(word, services, _MOST_NEAR, _ALIKE))
    return Stranger(word, near, () if near else tuple(services.values())[:_MOST_NAMED])


def _is_common(word: str, names: FollowUps) -> bool:
    parts = plain(word).split()
    return all(part in _vocabulary() or is_empty(part) or names.is_name(part) for part in parts)


@cache
def _vocabulary() -> frozenset[str]:
    """The words of the asks that the router was trained with, and the field's."""
    return frozenset(Weights.load().words)


def _stands_for_a_name(words: list[str], at: int) -> bool:
    """After such a word, or first: "unicorn is slow"."""
    return words[at - 1] in _BEFORE if at else words[1:2] in (["is"], ["feels"], ["seems"])
