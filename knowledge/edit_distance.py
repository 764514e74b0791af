"""How far two words are from each other, and which words are near to one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import NDArray


def distance(left: str, right: str) -> int:
    """Letters inserted, dropped, replaced or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        beforebefore, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, beforebefore[j - 2] + 1)
            row.append(cost)
    return row[-1]


class NearWords:
    """Finds the words that may be near to another one by their lengths and letters, however many they are.

    Args:
        words: those that are searched.
    """

    def __init__(self, words: Iterable[str]) -> None:
        import numpy as np

        self._words = list(words)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int16)
        self._letters = np.array([_letters(word) for word in self._words], dtype=np.uint32)

    def of(self, word: str, most: int) -> list[str]:
        """All within so many slips, and some more: a slip changes the length by one, or two letters."""
        import numpy as np

        near: NDArray[np.bool_] = np.abs(self._lengths - len(word)) <= most
        near &= np.bitwise_count(self._letters ^ np.uint32(_letters(word))) <= 2 * most
        return [self._words[place] for place in np.flatnonzero(near)]


def _letters(word: str) -> int:
    """A bit for each letter that a word has."""
    bits = 0
    for letter in word:
        bits |= 1 << ((ord(letter) - 97) % 32)
    return bits
