"""Measures all files of a tree: how long, how branched, and how much of it stands there twice.

Branches are counted by lizard (cyclomatic complexity after McCabe, 1976).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.analysis.change import SourceFile
from tools.analysis.debt.copies import Copy, copies
from tools.analysis.exclusions import unread_data, unread_path, unread_text


@dataclass(frozen=True, slots=True)
class FunctionMeasure:
    """A function: its lines (from 1) and its cyclomatic complexity."""

    name: str
    line: int
    end_line: int
    complexity: int


@dataclass(frozen=True, slots=True)
class FileMeasure:
    """A file: its lines of code, without comments and blank ones, and its functions."""

    lines: int
    functions: tuple[FunctionMeasure, ...]

    @property
    def complexity(self) -> int:
        """The sum over its functions; at least 1."""
        return max(sum(function.complexity for function in self.functions), 1)


@dataclass(frozen=True, slots=True)
class TreeMeasure:
    """The program files of a commit that people wrote, without tests, and what stands in them twice."""

    files: Mapping[str, FileMeasure]
    copies: tuple[Copy, ...]
    unread: Mapping[str, str]

    @property
    def lines(self) -> int:
        """Lines of code."""
        return sum(file.lines for file in self.files.values())

    @property
    def complexity(self) -> int:
        """The complexity of all functions together."""
        return sum(file.complexity for file in self.files.values())

    @property
    def copied_share(self) -> float:
        """Which part of the lines equals others, 0 to 1."""
        copied = {(copy.path, line) for copy in self.copies for line in range(copy.line, copy.end_line + 1)}
        return min(len(copied) / self.lines, 1.0) if self.lines else 0.0


def measure(files: Mapping[str, bytes]) -> TreeMeasure:
    """Measure a tree. Pure computing: some seconds for ten thousand lines, so run it apart."""
    texts: dict[str, str] = {}
    unread: dict[str, str] = {}
    for path, data in files.items():
        source = SourceFile(path, "", frozenset())
        if source.language is None or source.is_test:
            continue
        text = data.decode("utf-8", "replace")
        reason = unread_path(path) or unread_data(path, data) or unread_text(path, text)
        if reason is None:
            texts[path] = text
        else:
            unread[path] = reason
    measured = {path: _measured(path, text) for path, text in texts.items()}
    for path in [path for path, file in measured.items() if file is None]:
        unread[path] = "it can't be taken apart"
    return TreeMeasure({path: file for path, file in measured.items() if file}, tuple(copies(texts)), unread)


def _measured(path: str, text: str) -> FileMeasure | None:
    import lizard

    try:
        found = lizard.analyze_file.analyze_source_code(path, text)
    except (RecursionError, ValueError, IndexError, AttributeError):
        # Whatever a strange file does to it, the others are measured.
        return None
    functions = tuple(
        FunctionMeasure(one.name, one.start_line, one.end_line, one.cyclomatic_complexity)
        for one in found.function_list
    )
    return FileMeasure(found.nloc, functions)
