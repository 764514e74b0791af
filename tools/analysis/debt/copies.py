"""Finds lines that stand in a tree more than once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LEAST_LINES = 8  # fewer are how a language is written
LEAST_CHARACTERS = 160  # of these lines together: brackets and `else` alone are no copy
MOST_PLACES = 50  # of one run of lines: what stands everywhere is generated, or a licence


@dataclass(frozen=True, slots=True)
class Copy:
    """Lines (from 1, both included) that equal those from `other_line` on in `other`."""

    path: str
    line: int
    end_line: int
    other: str
    other_line: int


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a file that say something, and their numbers."""

    texts: tuple[str, ...]
    numbers: tuple[int, ...]


def copies(texts: Mapping[str, str]) -> Iterator[Copy]:
    """The copies, each once, in the order of the paths: of two equal places the later is the copy."""
    files = {path: _lines(text) for path, text in sorted(texts.items())}
    seen: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for path, file in files.items():
        until = 0
        for at in range(len(file.texts) - LEAST_LINES + 1):
            places = seen[hash(file.texts[at : at + LEAST_LINES])]
            if at >= until:
                best = max(((_equal(files, path, at, *place), place) for place in places), default=None)
                if best is not None and best[0] >= LEAST_LINES:
                    length, (other, start) = best
                    until = at + length
                    if sum(len(line) for line in file.texts[at:until]) >= LEAST_CHARACTERS:
                        first, last = file.numbers[at], file.numbers[until - 1]
                        yield Copy(path, first, last, other, files[other].numbers[start])
            if len(places) < MOST_PLACES:
                places.append((path, at))


def _lines(text: str) -> _Lines:
    kept = [
        (" ".join(line.split()), number)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith(("#", "//", "*", "/*", "import ", "from ", "using "))
    ]
    return _Lines(tuple(line for line, _ in kept), tuple(number for _, number in kept))


def _equal(files: Mapping[str, _Lines], path: str, at: int, other: str, start: int) -> int:
    """How many lines are equal; none where the two would overlap."""
    own, there = files[path].texts, files[other].texts
    most = min(len(own) - at, len(there) - start)
    length = 0
    while length < most and own[at + length] == there[start + length]:
        length += 1
    return 0 if path == other and start + length > at else length
