"""What is reviewed: files as they are after a change, with the lines that the change made."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from tools.findings import Finding

LANGUAGES = {
    ".py": "python",
    ".pyi": "python",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".tsx": "tsx",
    ".go": "go",
    ".java": "java",
    ".rb": "ruby",
    ".cs": "csharp",
    ".php": "php",
    ".rs": "rust",
    ".kt": "kotlin",
    ".kts": "kotlin",
}
TEST = re.compile(
    r"(^|/)(tests?|spec|specs|__tests__|testdata)/|(^|/)(test_[^/]*|conftest)\.py$|_test\.(py|go|rb|rs)$"
    r"|_spec\.rb$|\.(test|spec)\.[jt]sx?$|[a-z0-9](Test|Tests|IT)\.(java|kt|cs|php)$|\.Tests?/"
)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(path: str) -> str:
    """A path as it may be shown: what would move a cursor or turn a text around is written as an escape."""
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), path)


@lru_cache(maxsize=512)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text as git and editors count them: a form feed or U+2028 ends none."""
    lines = text.replace("\r\n", "\n").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file after the change. `changed` has the numbers (from 1) of its new and altered lines.

    `before` is its text before the change, and `previous_path` where it stood then, where they are known.
    """

    path: str
    text: str
    changed: frozenset[int]
    added: bool = False
    before: str | None = None
    previous_path: str | None = None

    @property
    def language(self) -> str | None:
        """Its programming language by its ending; None where there is none of `LANGUAGES`."""
        dot = self.path.rfind(".")
        return LANGUAGES.get(self.path[dot:].lower()) if dot >= 0 else None

    @property
    def is_test(self) -> bool:
        """Whether it is a test or belongs to tests, by the habits of its language."""
        return TEST.search(self.path) is not None

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines, without their ends."""
        return lines_of(self.text)

    def line(self, number: int) -> str:
        """The text of a line."""
        lines = self.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Unread:
    """What an analyser could not look at: a file, or without a path something that it needed, and why."""

    why: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Files that a change made or altered, and the paths of all that it touched.

    Args:
        context: unchanged files by path that belong to them, for what reaches across files.
        root: a checkout of the whole tree, where there is one.
        skipped: files that are not looked at, and why.
        whole: whether it is a whole tree, not a change of one.
        seconds: how long an analyser may take.
        gone: files that were deleted or moved away, by path, with the text that a deleted one had.
        tree: all paths after the change, where code is gone and they are known.
        named: for names that lost a use and have none in sight, which files of the whole tree have them; a
            name that was not looked for is not in it.
        absent: paths that were asked for and are not there after the change.
    """

    files: tuple[SourceFile, ...]
    paths: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None
    skipped: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    seconds: float = 60.0
    gone: Mapping[str, str] = field(default_factory=dict)
    tree: frozenset[str] = frozenset()
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def file(self, path: str | None) -> SourceFile | None:
        """The file of a path: one that the change made or altered, or one that belongs to them."""
        for file in self.files:
            if file.path == path:
                return file
        text = self.context.get(path) if path is not None else None
        return SourceFile(path, text, frozenset()) if path is not None and text is not None else None

    def texts(self) -> dict[str, str]:
        """All texts that are in sight after the change, by path."""
        return {**self.context, **{file.path: file.text for file in self.files}}


class Analyser(Protocol):
    """Looks at a change and says what it finds. Blocking; it may report lines that did not change."""

    name: str

    def analyse(self, change: Change) -> Iterable[Finding | Unread]:
        """The findings, in any order, and what could not be looked at."""
        ...
