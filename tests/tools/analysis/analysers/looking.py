"""Small changes to look at, and what an analyser says about them."""

from tools.analysis.change import Analyser, Change, SourceFile, Unread
from tools.findings import Finding


def added(text: str, path: str) -> SourceFile:
    """A new file."""
    return SourceFile(path, text, frozenset(range(1, text.count("\n") + 2)), added=True)


def altered(before: str, text: str, path: str) -> SourceFile:
    """A file of which the lines that are not in it before are new."""
    old = before.split("\n")
    changed = (number for number, line in enumerate(text.split("\n"), 1) if line not in old)
    return SourceFile(path, text, frozenset(changed), before=before)


def look(analyser: Analyser, *files: SourceFile, context: dict[str, str] | None = None) -> list[Finding]:
    """The findings of an analyser."""
    return [item for item in every(analyser, *files, context=context) if isinstance(item, Finding)]


def every(
    analyser: Analyser, *files: SourceFile, context: dict[str, str] | None = None
) -> list[Finding | Unread]:
    """The findings, and what it could not look at."""
    change = Change(files, tuple(file.path for file in files), context or {})
    return list(analyser.analyse(change))


def rules(
    analyser: Analyser, *files: SourceFile, context: dict[str, str] | None = None
) -> list[tuple[str, int | None]]:
    """Rule and line of each finding."""
    return sorted((item.rule, item.line) for item in look(analyser, *files, context=context))
