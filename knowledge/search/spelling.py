"""Puts misspelled words right: the nearest word that the pages use."""

import re
from collections.abc import Mapping

from knowledge.edit_distance import NearWords, distance
from knowledge.glossary import Glossary

SHORTEST = 4  # shorter words are too like each other to guess
SHORT = 5  # below it no letter is taken for another one: "gaet" is "gate", but "host" is not "cost"
LONG = 8  # from here on two slips are forgiven
SHORTEST_PART = 4  # of a word made of two: "fialover" is not made of "fia" and "lover"
_WORD = re.compile(r"(?<![\w./_-])[A-Za-z]+(?![\w_/]|[.-]\w)")
_ENDINGS = ("s", "ed", "ing", "er", "d", "ly", "ies", "es", "ers", "able", "less", "ness", "y")
_BEGINNINGS = ("un", "re", "over", "under", "mis", "non", "pre", "de", "auto", "multi")


class Spelling:
    """Knows the words of the pages, and those of everyday English, which are left as they are.

    Args:
        vocabulary: the pages' words, with how many passages have them: the more frequent one wins a tie.
        english: everyday words.
    """

    def __init__(self, vocabulary: Mapping[str, int], english: frozenset[str]) -> None:
        self._vocabulary, self._english = vocabulary, english
        self._near = NearWords(word for word in vocabulary if word.isascii())

    def mended(self, question: str) -> str:
        """A question with its misspelled words put right. Names and codes are left alone."""
        return _WORD.sub(lambda match: self._mended(match[0]), question)

    def _mended(self, word: str) -> str:
        low = word.lower()
        if len(low) < SHORTEST or word not in (low, low.capitalize()) or self._is_known(low):
            return word
        most = 1 if len(low) < LONG else 2
        likely = (
            (slips, known[0] != low[0], -self._vocabulary[known], known)
            for known in self._near.of(low, most)
            if (len(low) >= SHORT or _is_slip_of_short(low, known))
            and (slips := distance(low, known)) <= most
        )
        best = min(likely, default=None)
        # A first letter is seldom mistyped along with another one.
        return word if best is None or (best[0] > 1 and best[1]) else best[3]

    def _is_known(self, word: str) -> bool:
        return word in self._vocabulary or word in self._english or self._is_made_of_known(word)

    def _is_made_of_known(self, word: str) -> bool:
        for ending in _ENDINGS:
            stem = word.removesuffix(ending)
            if stem != word and self._is_stem(stem):
                return True
        if any(word.startswith(begin) and word.removeprefix(begin) in self._english for begin in _BEGINNINGS):
            return True
        return any(
            word[:place] in self._english and word[place:] in self._english
            for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        )

    def _is_stem(self, stem: str) -> bool:
        doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in self._english
        return doubled or any(stem + missing in self._english for missing in ("", "e", "y"))


def _is_slip_of_short(word: str, known: str) -> bool:
    """Whether a letter is missing, too much, or in the wrong place, and not the first."""
    return word[0] == known[0] and (len(word) != len(known) or sorted(word) == sorted(known))


def everyday_words(glossary: Glossary) -> frozenset[str]:
    """Words that need no mending wherever they stand: frequent English ones, and those of the glossary."""
    from knowledge.embeddings import whole_words

    said = " ".join(f"{' '.join(entry.names)} {entry.plain}".lower() for entry in glossary.entries.values())
    return whole_words() | frozenset(re.findall(r"[a-z]{4,}", said))
