"""Take diffs apart: the output of `git diff` into files, a patch into lines with their numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tools.repos.base import ChangedFile

MAX_PATCH = 200_000  # characters; longer patches are left out

_SECTION = re.compile(r"^(?=diff --git )", re.MULTILINE)
_HUNK = re.compile(r"@@ -(?P<old>\d+)(?:,\d+)? \+(?P<new>\d+)(?:,\d+)? @@ ?(?P<within>.*)")
_WORDS = {"A": "added", "D": "removed", "M": "modified", "T": "changed", "R": "renamed", "C": "copied"}


@dataclass(frozen=True, slots=True)
class PatchLine:
    """A line of a patch; `old` and `new` are its numbers (from 1) in the file before and after.

    `within` is the line by which git tells where its hunk begins: mostly that of the function.
    """

    kind: Literal["same", "added", "removed"]
    old: int | None
    new: int | None
    text: str
    within: str = ""


def patch_lines(patch: str | None) -> Iterator[PatchLine]:
    """The lines of a patch that begins at its first hunk, as GitHub gives it."""
    old, new, within = 0, 0, ""
    for line in (patch or "").split("\n"):
        if match := _HUNK.match(line):
            old, new, within = int(match["old"]), int(match["new"]), match["within"]
        elif line.startswith("+"):
            yield PatchLine("added", None, new, line[1:], within)
            new += 1
        elif line.startswith("-"):
            yield PatchLine("removed", old, None, line[1:], within)
            old += 1
        elif line.startswith(" "):
            yield PatchLine("same", old, new, line[1:], within)
            old, new = old + 1, new + 1


def read_changes(numbers: bytes, patch: bytes) -> list[ChangedFile]:
    """Join the outputs of `git diff --raw --numstat -z` and `git diff -p`; both have the same order."""
    fields = numbers.decode(errors="replace").split("\0")[:-1]
    names, rest = _read_names(fields)
    sections = _SECTION.split(patch.decode(errors="replace"))[1:]
    return [
        ChangedFile(
            path=path,
            previous=previous,
            status=status,
            additions=added,
            deletions=removed,
            patch=_hunks(section),
        )
        for (status, previous, path), (added, removed), section in zip(
            names, _read_counts(rest), sections, strict=True
        )
    ]


def _read_names(fields: list[str]) -> tuple[list[tuple[str, str | None, str]], list[str]]:
    """Status, old path and path of each file, and the fields that follow them."""
    found: list[tuple[str, str | None, str]] = []
    index = 0
    while index < len(fields) and fields[index].startswith(":"):
        letter = fields[index].rpartition(" ")[2][:1]
        moved = letter in ("R", "C")
        previous = fields[index + 1] if moved else None
        found.append((_WORDS.get(letter, "modified"), previous, fields[index + 1 + moved]))
        index += 2 + moved
    return found, fields[index:]


def _read_counts(fields: list[str]) -> list[tuple[int, int]]:
    """Lines added and removed in each file; binary files count as 0."""
    found, rest = [], iter(fields)
    for field in rest:
        added, removed, path = field.split("\t", 2)
        if not path:  # moved: the old and the new path follow on their own
            next(rest), next(rest)
        found.append((0 if added == "-" else int(added), 0 if removed == "-" else int(removed)))
    return found


def _hunks(section: str) -> str | None:
    start = section.find("\n@@ ")
    if start < 0 or len(section) > MAX_PATCH:
        return None
    return section[start + 1 :].rstrip("\n")
