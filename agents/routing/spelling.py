"""Mends misspelt words: the nearest known word at one slip, or two in a long word."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from knowledge.edit_distance import distance

_LONG = 7
_SHORTEST = 3
_LONGEST = 24


class Spelling:
    """Finds known words by what is left when letters are dropped: quick however many words there are.

    Args:
        words: how often each known word is used; the more frequent one wins a tie.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self._words = words
        self._remains: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            if _SHORTEST <= len(word) <= _LONGEST and word.isalpha():
                for remain in _without_letters(word, _slips(word)):
                    self._remains[remain].append(word)

    def mend(self, word: str) -> str:
        """The known word that was meant, or the word itself."""
        if word in self._words or not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST:
            return word
        best: tuple[int, int, str] | None = None
        for remain in _without_letters(word, _slips(word)):
            for known in self._remains.get(remain, ()):
                slips = distance(word, known)
                if slips <= _slips(known) and _is_likely(word, known):
                    candidate = (slips, -self._words[known], known)
                    best = candidate if best is None else min(best, candidate)
        return word if best is None else best[2]


def _is_likely(word: str, known: str) -> bool:
    # Three letters are too few to guess at a wrong one: "kyc" is no "key".
    if len(word) == _SHORTEST and len(known) <= len(word) and sorted(word) != sorted(known):
        return False
    # A first letter is seldom mistyped, except when it changes places with the second.
    return word[0] == known[0] or sorted(word[:2]) == sorted(known[:2])


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _without_letters(word: str, slips: int) -> Iterator[str]:
    remains = {word}
    for _ in range(slips):
        remains |= {one[:place] + one[place + 1 :] for one in remains for place in range(len(one))}
    yield from remains
