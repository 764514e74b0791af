"""Take the output of `git diff` apart, file by file."""

import re
from dataclasses import dataclass
from typing import Final

MAX_PATCH = 200_000  # GitHub leaves out the patch of a larger file

_SECTION = re.compile(r"^(?=diff --git )", re.MULTILINE)
_HUNK = re.compile(r"@@ -(?P<old>\d+)(?:,\d+)? \+(?P<new>\d+)(?:,\d+)? @@")
_WORDS: Final = {
    "A": "added", "D": "removed", "M": "modified", "T": "changed", "R": "renamed", "C": "copied",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file of a diff; `patch` begins at the first hunk and is None for binary or huge files."""

    path: str
    previous: str | None
    status: str
    sha: str
    additions: int
    deletions: int
    patch: str | None

    def lines(self, side: str = "RIGHT") -> dict[int, "Spot"]:
        """The lines of the new file (or, with LEFT, the old one) that the patch shows; they count from 1."""
        own, shown = "+" if side == "RIGHT" else "-", {}
        number = hunk = position = 0
        text: list[str] = []
        for line in (self.patch or "").split("\n"):
            if match := _HUNK.match(line):
                number, hunk, text = int(match["new" if side == "RIGHT" else "old"]), hunk + 1, []
            position += hunk > 1 or bool(text)
            text.append(line)
            if line[:1] in (" ", own) and len(text) > 1:
                shown[number] = Spot(hunk, position, "\n".join(text))
                number += 1
        return shown


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a line stands in a patch: in which hunk, how far below the first `@@`, and the hunk so far."""

    hunk: int
    position: int
    text: str


def read_changes(numbers: bytes, patch: str) -> list[FileChange]:
    """Join the outputs of `git diff --raw --numstat -z` and `git diff -p`; both have the same order."""
    fields = numbers.decode(errors="replace").split("\0")[:-1]
    raw = _read_raw(fields)
    counts = _read_counts(fields[sum(2 if one[1] is None else 3 for one in raw) :])
    sections = _SECTION.split(patch)[1:]
    return [
        FileChange(path, previous, status, sha, added, removed, _hunks(section))
        for (path, previous, status, sha), (added, removed), section in zip(
            raw, counts, sections, strict=True
        )
    ]


def _read_raw(fields: list[str]) -> list[tuple[str, str | None, str, str]]:
    found, rest = [], iter(fields)
    for field in rest:
        if not field.startswith(":"):
            break
        _, _, before, after, letter = field.split()
        moved = letter[0] in "RC"
        previous = next(rest) if moved else None
        sha = before if letter[0] == "D" else after
        found.append((next(rest), previous, _WORDS[letter[0]], sha))
    return found


def _read_counts(fields: list[str]) -> list[tuple[int, int]]:
    found, rest = [], iter(fields)
    for field in rest:
        added, removed, path = field.split("\t")
        if not path:  # a rename: its old and new paths follow on their own
            next(rest), next(rest)
        found.append((0 if added == "-" else int(added), 0 if removed == "-" else int(removed)))
    return found


def _hunks(section: str) -> str | None:
    start = section.find("\n@@ ")
    if start < 0 or len(section) > MAX_PATCH:
        return None
    return section[start + 1 :].rstrip("\n")
