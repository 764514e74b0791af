"""Finds clones: runs of a file's parts (its lines, or its tokens) that stand somewhere else, too."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines or tokens of a file that say something, and the line (from 1) of each."""

    path: str
    texts: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clone:
    """Where parts stand that equal others: so many of `file`, from `start` on."""

    file: Parts
    start: int
    length: int


class CloneIndex:
    """Knows where runs of parts begin, by the hash of their first ones.

    Args:
        least: how many parts have to be equal.
        most_places: how many places of one run are kept: what stands everywhere is generated, or a licence.
    """

    def __init__(self, least: int, most_places: int) -> None:
        self._least, self._most_places = least, most_places
        self._places: defaultdict[int, list[tuple[Parts, int]]] = defaultdict(list)

    def add(self, file: Parts, at: int) -> None:
        """Keep the place of a run."""
        places = self._places[self._hash(file, at)]
        if len(places) < self._most_places:
            places.append((file, at))

    def clones(self, file: Parts, at: int) -> Iterator[Clone]:
        """The runs that equal the one at `at` and do not overlap it, first added first."""
        for other, start in self._places.get(self._hash(file, at), ()):
            length = _equal(file, at, other, start)
            overlaps = other.path == file.path and start + length > at
            if length >= self._least and not overlaps:
                yield Clone(other, start, length)

    def _hash(self, file: Parts, at: int) -> int:
        return hash(file.texts[at : at + self._least])


def _equal(file: Parts, at: int, other: Parts, start: int) -> int:
    """How many parts are equal."""
    most = min(len(file.texts) - at, len(other.texts) - start)
    length = 0
    while length < most and file.texts[at + length] == other.texts[start + length]:
        length += 1
    return length
