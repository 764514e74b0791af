"""Patches of whole lines: made of edits, applied to a text, said in words."""

import difflib
import re
from collections.abc import Iterable

from tools.analysis.change import lines_of
from tools.analysis.suggestions.source import Draft, Edit
from tools.findings import Finding, Patch

MOST_LINES = 12  # that a patch may replace, or put in their place
CONTEXT = 3  # lines around a change that its diff shows
MOST_IN_WORDS = 4
_IMPORT = re.compile(r"(?:import|from)\s+[\w.]+")


def edited(text: str, draft: Draft) -> str | None:
    """A text after a draft's edits; None where these overlap or its import has no place."""
    edits = sorted({*draft.edits, *_import(text, draft.wants)}, key=lambda edit: (edit.start, edit.end))
    if draft.wants and not _is_there(text, draft.wants) and not _import(text, draft.wants):
        return None
    pieces, place = [], 0
    for edit in edits:
        if edit.start < place:
            return None
        pieces += [text[place : edit.start], edit.text]
        place = edit.end
    return "".join([*pieces, text[place:]])


def applied(text: str, patch: Patch) -> str | None:
    """A text after a patch; None where it has no such lines. The end of its last line stays as it is."""
    lines = text.split("\n")
    last = len(lines_of(text))
    if not 0 < patch.line <= patch.end_line <= last or "\r" in text:
        return None
    new = patch.text.split("\n") if patch.text else []
    return "\n".join([*lines[: patch.line - 1], *new, *lines[patch.end_line :]])


def patch_between(path: str, before: str, after: str) -> Patch | None:
    """The one patch that makes one text of another; None where there is none, or lines come at the end."""
    old, new = before.split("\n"), after.split("\n")
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    end = 0
    while end < min(len(old), len(new)) - first and old[-1 - end] == new[-1 - end]:
        end += 1
    if first + end == len(old):  # lines are added: one that is there has to be replaced with them
        if end == 0:
            return None
        end -= 1
    if new[first : len(new) - end] == [""]:  # an empty line is not the same as none
        end, first = (end - 1, first) if end else (end, first - 1)
    text = "\n".join(new[first : len(new) - end])
    return None if before == after else Patch(path=path, line=first + 1, end_line=len(old) - end, text=text)


def fits(patch: Patch, finding: Finding, changed: Iterable[int]) -> bool:
    """Whether a patch is small, at its finding, and on lines that the diff of the change shows."""
    first, last = finding.line or 0, finding.end_line or finding.line or 0
    shown = {line + by for line in changed for by in range(-CONTEXT, CONTEXT + 1)}
    return (
        patch.end_line - patch.line < MOST_LINES
        and patch.text.count("\n") < MOST_LINES
        and patch.line <= last + 1
        and first <= patch.end_line + 1
        and all(line in shown for line in range(patch.line, patch.end_line + 1))
    )


def reaching(patch: Patch, finding: Finding, text: str) -> Patch:
    """The patch with the lines between it and its finding, which stay as they are."""
    first, last = finding.line or 0, finding.end_line or finding.line or 0
    lines = text.split("\n")
    start, end = min(patch.line, last + 1), max(patch.end_line, first - 1)
    if (start, end) == (patch.line, patch.end_line) or not patch.text or not 0 < start <= end <= len(lines):
        return patch
    new = [*lines[start - 1 : patch.line - 1], patch.text, *lines[patch.end_line : end]]
    return Patch(path=patch.path, line=start, end_line=end, text="\n".join(new))


def in_words(before: str, patch: Patch) -> str | None:
    """What to write, where a patch can't be offered by itself because its import stands too far away."""
    old = before.split("\n")[patch.line - 1 : patch.end_line]
    matcher = difflib.SequenceMatcher(None, old, patch.text.split("\n"), autojunk=False)
    new = patch.text.split("\n")
    lines = [
        line.strip()
        for tag, _, _, start, end in matcher.get_opcodes()
        if tag != "equal"
        for line in new[start:end]
        if line.strip()
    ]
    if not 0 < len(lines) <= MOST_IN_WORDS or any("`" in line or len(line) > 200 for line in lines):
        return None
    first = [line for line in lines if _IMPORT.match(line)]
    rest = [line for line in lines if line not in first]
    if not first or not rest:
        return None
    asked = " and ".join(f"`{line}`" for line in [*rest, *first])
    return f"Write {asked}."


def _is_there(text: str, wanted: str) -> bool:
    return re.search(rf"^{re.escape(wanted)}$", text, re.MULTILINE) is not None


def _import(text: str, wanted: str | None) -> list[Edit]:
    """What puts Python's import line where it belongs among those of the file, or nothing."""
    if wanted is None or _is_there(text, wanted):
        return []
    plain = list(re.finditer(r"^import [\w.]+$", text, re.MULTILINE))
    later = next((match for match in plain if match[0] > wanted), None)
    if later is not None:
        return [Edit(later.start(), later.start(), f"{wanted}\n")]
    if plain:
        return [Edit(plain[-1].end(), plain[-1].end(), f"\n{wanted}")]
    first = re.search(r"^from (?!__future__)[\w.]+ import", text, re.MULTILINE)
    return [Edit(first.start(), first.start(), f"{wanted}\n")] if first else []
