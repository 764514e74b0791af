"""Turns an ask into numbers: meaning (MiniLM), letters (hashed n-grams) and vocabulary (word families)."""

import zlib
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from agents.routing.families import WordFamilies
from agents.routing.spelling import Spelling
from agents.routing.text import plain
from knowledge.embeddings import Embedder

Vector = NDArray[np.float32]

MEANING = 384
LETTERS = 2048
"""Slots that letter n-grams are hashed into: twice as many measured no better."""

FAMILY_WEIGHT = 0.2
"""How much one family counts beside the two vectors of length 1: the best of 0, 0.2, 0.3 and 0.4."""


class Features:
    """Makes the vector of an ask. Blocking: about 5 ms, most of it the model."""

    def __init__(self, embedder: Embedder, spelling: Spelling, families: WordFamilies) -> None:
        self._embedder = embedder
        self._spelling = spelling
        self._families = families
        self.size = MEANING + LETTERS + len(families.names)

    def vector(self, ask: str) -> Vector:
        """The vector of one ask."""
        text = self.mended(ask)
        vector = np.zeros(self.size, dtype=np.float32)
        # One text at a time: the int8 model's numbers depend a little on what else is in the batch.
        vector[:MEANING] = self._embedder.embed([text])[0]
        vector[MEANING : MEANING + LETTERS] = _hashed(text)
        for family in self._families.found(text):
            vector[MEANING + LETTERS + family] = FAMILY_WEIGHT
        return vector

    def mended(self, ask: str) -> str:
        """The plain text of an ask, its misspelt words mended."""
        return " ".join(map(self._mended_word, plain(ask).split()))

    def _mended_word(self, word: str) -> str:
        mended = self._spelling.mend(word)
        # A word that the model knows in one piece is a word of English, however rare here.
        return word if mended != word and self._embedder.count(word) == 1 else mended


def _hashed(text: str) -> Vector:
    slots = np.zeros(LETTERS, dtype=np.float32)
    for gram in _grams(text):
        value = zlib.crc32(gram.encode())
        slots[value % LETTERS] += 1 if value >> 31 else -1
    length = float(np.linalg.norm(slots))
    return slots / np.float32(length) if length else slots


def _grams(text: str) -> Iterator[str]:
    words = text.split()
    for word in words:
        yield f"={word}"
        framed = f"<{word}>"
        for size in (3, 4, 5):
            yield from (framed[start : start + size] for start in range(len(framed) - size + 1))
    yield from (f"{left} {right}" for left, right in pairwise(words))
