"""Finds lines that stand in a tree more than once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.analysis.clones import CloneIndex, Parts

LEAST_LINES = 8  # fewer are how a language is written
LEAST_CHARACTERS = 160  # of these lines together: brackets and `else` alone are no copy
MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Copy:
    """Lines (from 1, both included) that equal those from `other_line` on in `other`."""

    path: str
    line: int
    end_line: int
    other: str
    other_line: int


def copies(texts: Mapping[str, str]) -> Iterator[Copy]:
    """The copies, each once, in the order of the paths: of two equal places the later is the copy."""
    index = CloneIndex(LEAST_LINES, MOST_PLACES)
    for path, text in sorted(texts.items()):
        file = _lines(path, text)
        until = 0
        for at in range(len(file.texts) - LEAST_LINES + 1):
            found = index.clones(file, at) if at >= until else ()
            best = max(found, key=lambda clone: (clone.length, clone.file.path, clone.start), default=None)
            index.add(file, at)
            if best is None:
                continue
            until = at + best.length
            if sum(len(line) for line in file.texts[at:until]) >= LEAST_CHARACTERS:
                there = best.file
                yield Copy(path, file.lines[at], file.lines[until - 1], there.path, there.lines[best.start])


def _lines(path: str, text: str) -> Parts:
    kept = [
        (" ".join(line.split()), number)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith(("#", "//", "*", "/*", "import ", "from ", "using "))
    ]
    return Parts(path, tuple(line for line, _ in kept), tuple(number for _, number in kept))
