"""What is reviewed: files as they are after a change, with the lines that the change made."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
}
TEST = re.compile(
    r"(^|/)(tests?|spec|__tests__|testdata)/|(^|/)(test_[^/]*|conftest)\.py$|_test\.(py|go)$|\.(test|spec)\.[jt]sx?$"
)


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
        """Its language by its ending; None for others than Python, JavaScript, TypeScript and Go."""
        dot = self.path.rfind(".")
        return LANGUAGES.get(self.path[dot:].lower()) if dot >= 0 else None

    @property
    def is_test(self) -> bool:
        """Whether it is a test or belongs to tests, by the habits of its language."""
        return TEST.search(self.path) is not None

    def line(self, number: int) -> str:
        """The text of a line."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """Files that a change made or altered, and the paths of all that it touched.

    `context` has unchanged files by path that belong to them, for what reaches across files; `root` is a
    checkout of the whole tree, where there is one.
    """

    files: tuple[SourceFile, ...]
    paths: tuple[str, ...] = ()
    context: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None

    def file(self, path: str | None) -> SourceFile | None:
        """The file of a path."""
        return next((file for file in self.files if file.path == path), None)


class Analyser(Protocol):
    """Looks at a change and says what it finds. Blocking; it may report lines that did not change."""

    name: str

    def analyse(self, change: Change) -> Iterable[Finding]:
        """The findings, in any order."""
        ...
