"""A patch as lines with their numbers, for showing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line; `kind` is `hunk`, `same`, `added`, `removed` or `note`."""

    kind: str
    old: int | None
    new: int | None
    text: str


def diff_lines(patch: str | None) -> Iterator[DiffLine]:
    """The lines of a patch that begins at its first hunk."""
    old = new = 0
    for line in (patch or "").split("\n"):
        if match := _HUNK.match(line):
            old, new = int(match[1]), int(match[2])
            yield DiffLine("hunk", None, None, line)
        elif line.startswith("+"):
            yield DiffLine("added", None, new, line)
            new += 1
        elif line.startswith("-"):
            yield DiffLine("removed", old, None, line)
            old += 1
        elif line.startswith("\\"):
            yield DiffLine("note", None, None, line)
        elif line:
            yield DiffLine("same", old, new, line)
            old, new = old + 1, new + 1
