"""Runs our own rules over syntax trees (ast-grep), for Python, JavaScript, TypeScript and Go."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.rules import RULES, Rule
from tools.analysis.change import Change, SourceFile
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode


class PatternAnalyser:
    """Our own rules. A file that does not parse is searched as far as it does."""

    name = "patterns"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """Findings of all rules that know a file's language."""
        for file in change.files:
            if file.language is None or not file.changed:
                continue
            root = _root(file)
            for rule in RULES:
                if file.language in rule.languages and not (file.is_test and rule.not_in_tests):
                    yield from _found(rule, file, root)


def _root(file: SourceFile) -> "SgNode":
    from ast_grep_py import SgRoot

    return SgRoot(file.text, file.language or "").root()


def _found(rule: Rule, file: SourceFile, root: "SgNode") -> Iterator[Finding]:
    for node, why in rule.find(root, file.language or ""):
        span = node.range()
        yield Finding(
            title=rule.title,
            severity=rule.severity,
            confidence=rule.confidence,
            rule=rule.id,
            path=file.path,
            line=span.start.line + 1,
            end_line=span.end.line + 1,
            why=why or rule.why,
            suggestion=rule.suggestion,
            analyser="patterns",
            cwe=rule.cwe,
        )
