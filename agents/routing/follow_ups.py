"""Tells asks that only make sense with the turns before them: "why?", "same for staging"."""

import re
from collections.abc import Sequence

from agents.routing.families import word_families
from agents.routing.text import plain
from storage.catalog import Catalog

_LONGEST = 9
_ROLE = re.compile(r"^(?:(person|user|asker|human)|(crew|assistant|bot|ai)):\s*", re.IGNORECASE)
_CITED = re.compile(r"\[E\d+\]")
_OPENS_WORDS = """
and or but so same what how why also for in on then since until more again really
"""
_OPENS = frozenset(_OPENS_WORDS.split())
_EMPTY_WORDS = """
a about actually again ago all also and any are as at be been but by can could detail details did do
does done else even exactly explain for from further give go had happened has have her here him his
how i in instead is it its just last like long many me mean more much my now of ok okay on one ones
only or other our out please really same say says see she should show since so sure tell than thanks
that the their them then there these they thing think this those though to too until us was we week
month year day days hour hours today yesterday tomorrow tonight morning monday tuesday wednesday
thursday friday saturday sunday were what when where which who whole whom whose why will with would
yes you your right elaborate mind deeper full everything bit production staging dev development test
testing environment service repository version pull request
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_ENVIRONMENT_WORDS = """
production staging stage development dev test qa uat live preprod
"""
_ENVIRONMENTS = frozenset(_ENVIRONMENT_WORDS.split())
_THANKS_WORDS = """
thanks thank thx cheers ok okay yes no great cool nice perfect
"""
_THANKS = frozenset(_THANKS_WORDS.split())


def is_empty(word: str) -> bool:
    """Whether a plain word says nothing by itself."""
    return word in _EMPTY


class FollowUps:
    """Looks at what an ask says when names and empty words are taken away."""

    def __init__(self, catalog: Catalog) -> None:
        entries = [
            *(entry.name for entry in catalog.services),
            *(entry.name for entry in catalog.repositories),
            *(entry.name for entry in catalog.pipelines),
            *(entry.name for entry in catalog.environments),
        ]
        self._names = frozenset(word for name in entries for word in plain(name.rpartition("/")[2]).split())

    def is_name(self, word: str) -> bool:
        """Whether a plain word stands in a name of the catalogue, or is an environment."""
        return word in self._names or word in _ENVIRONMENTS

    def asked_before(self, earlier: Sequence[str]) -> list[str]:
        """What people asked before, newest first; without roles, answers are known by their citations."""
        asks = []
        for turn in reversed(earlier):
            role = _ROLE.match(turn)
            if (role is None and not _CITED.search(turn)) or (role is not None and role[1]):
                asks.append(turn[role.end() :] if role else turn)
        return asks

    def leans_on_earlier(self, text: str) -> bool:
        """Whether a plain text says too little by itself."""
        words = [word for word in text.split() if word not in "?!#"]
        if not words or len(words) > _LONGEST or set(words) <= _THANKS:
            return False
        left = [word for word in words if word not in _EMPTY and word not in self._names]
        if not left:
            return True
        # An unknown word after "what about" is a name; a word of the field is an ask of its own.
        families = word_families()
        return words[0] in _OPENS and len(left) == 1 and not set(families.of(left[0])) - {_us()}


def _us() -> int:
    return word_families().names.index("us")
