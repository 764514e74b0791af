"""A change as text: the lines around each altered place, numbered, as a reader wants them."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from tools.analysis.change import Change, SourceFile, lines_of

AROUND = 4
LONGEST_LINE = 300
MOST_COMPARED = 3_000  # lines; telling what was taken out of more takes too long
MOST_CHARACTERS = 48_000  # of a whole change; about 12,000 tokens
GAP = "…"


@dataclass(frozen=True, slots=True)
class FileHunks:
    """What a change did to a file."""

    path: str
    text: str


def hunks(change: Change, most: int = MOST_CHARACTERS) -> tuple[list[FileHunks], frozenset[str]]:
    """The altered places by file, code before tests and other texts, and the files that no longer fit.

    Args:
        change: What was changed.
        most: How many characters all of it may have.
    """
    shown: list[FileHunks] = []
    left_out: set[str] = set()
    for file in sorted(change.files, key=lambda one: (one.language is None, one.is_test, one.path)):
        text = "\n".join(_lines(file))
        if len(text) > most:
            left_out.add(file.path)
        elif text:
            shown.append(FileHunks(file.path, text))
            most -= len(text)
    return shown, frozenset(left_out)


def _lines(file: SourceFile) -> Iterator[str]:
    removed = _removed(file)
    near = {
        number
        for at in (*file.changed, *removed)
        for number in range(max(at - AROUND, 1), min(at + AROUND, len(file.lines)) + 1)
    }
    before = 0
    for number in sorted(near):
        if number > before + 1:
            yield GAP
        before = number
        for text in removed.get(number, ()):
            yield f"-      | {text[:LONGEST_LINE]}"
        sign = "+" if number in file.changed else " "
        yield f"{sign}{number:>5} | {file.line(number)[:LONGEST_LINE]}"
    for text in removed.get(len(file.lines) + 1, ()):
        yield f"-      | {text[:LONGEST_LINE]}"


def _removed(file: SourceFile) -> dict[int, list[str]]:
    """What was taken out, by the number of the line before which it stood."""
    old = lines_of(file.before or "")
    if file.before is None or max(len(old), len(file.lines)) > MOST_COMPARED:
        return {}
    matcher = SequenceMatcher(None, old, file.lines)
    return {
        first + 1: list(old[start:end])
        for tag, start, end, first, _ in matcher.get_opcodes()
        if tag in ("replace", "delete") and any(old[start:end])
    }
