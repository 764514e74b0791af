"""Mends misspelt words: the nearest known word at one slip, or two in a long word."""

from collections.abc import Mapping

from knowledge.edit_distance import NearWords, distance

_LONG = 7
_MOST_SLIPS = 2
_SHORTEST = 3
_LONGEST = 24


class Spelling:
    """Finds the known words that misspelt ones were meant to be.

    Args:
        words: how often each known word is used; the more frequent one wins a tie.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._near = NearWords(word for word in words if _may_be_mended(word))

    def mend(self, word: str) -> str:
        """The known word that was meant, or the word itself."""
        if word in self._words or not _may_be_mended(word):
            return word
        likely = (
            (slips, -self._words[known], known)
            for known in self._near.of(word, _MOST_SLIPS)
            if _is_likely(word, known) and (slips := distance(word, known)) <= _slips(known)
        )
        best = min(likely, default=None)
        return word if best is None else best[2]


def _may_be_mended(word: str) -> bool:
    return word.isalpha() and _SHORTEST <= len(word) <= _LONGEST


def _is_likely(word: str, known: str) -> bool:
    # Three letters are too few to guess at a wrong one: "kyc" is no "key".
    if len(word) == _SHORTEST and len(known) <= len(word) and sorted(word) != sorted(known):
        return False
    # A first letter is seldom mistyped, except when it changes places with the second.
    return word[0] == known[0] or sorted(word[:2]) == sorted(known[:2])


def _slips(word: str) -> int:
    return _MOST_SLIPS if len(word) >= _LONG else 1
