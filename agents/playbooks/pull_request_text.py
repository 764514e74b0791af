"""What a pull request changes, told from its diff and commits alone: a part of several playbooks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

from tools.repos import ChangedFile, patch_lines

# How functions, classes and the like begin in most languages; the name is what counts.
_DEFINED = re.compile(
    r"^\s*(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|override|pub|"
    r"suspend|open|data|sealed)\s+)*(?:def|class|func|fun|function|fn|interface|struct|trait|enum|module|type|"
    r"object|record)\s+(?:\([^)]*\)\s*)?([A-Za-z_$][\w$]*)"
)
_WORD = re.compile(r"[A-Za-z_][\w$-]{2,}")
MOST_NAMES = 4
MOST_NODES = 8


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A changed line with its number in the file after (or before); `within` is its function."""

    path: str
    number: int
    text: str
    added: bool
    within: str = ""


def diff_lines(file: ChangedFile) -> Iterator[DiffLine]:
    """The changed lines of a file."""
    for line in patch_lines(file.patch):
        number = line.new or line.old
        if line.kind != "same" and number is not None:
            yield DiffLine(file.path, number, line.text, line.kind == "added", line.within)


def walkthrough(file: ChangedFile) -> str:
    """What happens in one file, by the names that its lines define."""
    lines = list(diff_lines(file))
    added = _names(line.text for line in lines if line.added)
    removed = _names(line.text for line in lines if not line.added)
    inside = list(dict.fromkeys(name for line in lines for name in _names([line.within])))
    parts = [
        _said("adds", [name for name in added if name not in removed]),
        _said("removes", [name for name in removed if name not in added]),
        _said("changes", [name for name in added if name in removed]),
        _said("in", [name for name in inside if name not in (*added, *removed)]),
    ]
    told = "; ".join(part for part in parts if part)
    return told or {"added": "new", "removed": "gone", "renamed": "renamed"}.get(file.status, "changed")


def diagram(files: Sequence[ChangedFile]) -> str:
    """Which changed files name each other in their changed lines, as Mermaid; empty where none does."""
    shown = list(islice((file for file in files if file.patch), MOST_NODES))
    stems = {PurePosixPath(file.path).stem: file.path for file in shown}
    edges: list[tuple[str, str]] = []
    for file in shown:
        words = {word for line in diff_lines(file) if line.added for word in _imported(line.text)}
        edges += [(file.path, path) for stem, path in stems.items() if path != file.path and stem in words]
    if not edges:
        return ""
    named = dict.fromkeys(path for edge in edges for path in edge)
    letters = {path: chr(ord("a") + at) for at, path in enumerate(named)}
    nodes = [f'  {letter}["{re.sub(r"[^A-Za-z0-9_./-]", "_", path)}"]' for path, letter in letters.items()]
    arrows = [f"  {letters[one]} -->|uses| {letters[other]}" for one, other in dict.fromkeys(edges)]
    return "\n".join(["```mermaid", "flowchart LR", *nodes, *arrows, "```"])


def words_of(text: str) -> set[str]:
    """The words of a question by which lines are found, in lower case."""
    return {word.lower() for word in _WORD.findall(text)} - _COMMON


def _imported(line: str) -> set[str]:
    text = line.strip()
    if not re.match(r"(?:from|import|require|use|using|include|#include|const .*require)\b", text):
        return set()
    return set(re.findall(r"\w+", text))


def _names(lines: Iterator[str] | Sequence[str]) -> list[str]:
    found = (match[1] for match in map(_DEFINED.match, lines) if match)
    return list(dict.fromkeys(found))


def _said(verb: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    shown = ", ".join(f"`{name}`" for name in names[:MOST_NAMES])
    return f"{verb} {shown}" + (" and others" if len(names) > MOST_NAMES else "")


_COMMON = frozenset(
    {
        *("the", "this", "that", "these", "those", "and", "but", "for", "with", "from", "into", "what"),
        *("which", "who", "why", "how", "when", "where", "does", "did", "are", "was", "were", "will"),
        *("would", "could", "should", "can", "has", "have", "had", "not", "any", "all", "its", "our"),
        *("your", "here", "there", "please", "change", "changes", "code", "pull", "request", "line"),
        *("lines", "file", "files", "about", "tell", "show", "explain", "safe"),
    }
)
