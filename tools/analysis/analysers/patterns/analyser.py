"""Runs our own rules over syntax trees (ast-grep), for ten languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.checks import CHECKS
from tools.analysis.analysers.patterns.fixes import patch_of
from tools.analysis.analysers.patterns.rulebook import Rule, Where, rules_of
from tools.analysis.analysers.patterns.trees import find
from tools.analysis.analysers.patterns.values import Values
from tools.analysis.change import Change, SourceFile
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

Place = tuple["SgNode", str | None]


class PatternAnalyser:
    """Our own rules. A file that does not parse is searched as far as it does."""

    name = "patterns"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """Findings of all rules that know a file's language, on the lines that changed."""
        for file in change.files:
            if file.language is not None and file.changed:
                yield from _of_file(file)


def _of_file(file: SourceFile) -> Iterator[Finding]:
    from ast_grep_py import SgRoot

    language = file.language or ""
    text = file.text.lower()
    rules = [
        rule
        for rule in rules_of(language)
        if not (file.is_test and rule.not_in_tests)
        and (rule.needed is None or any(word in text for word in rule.needed))
    ]
    if not rules:
        return
    root = SgRoot(file.text, language).root()
    values = Values(root, language)
    tests = _tests_inside(root) if language == "rust" else []
    seen: set[tuple[str, int]] = set()
    for rule in rules:
        for node, why in _places(rule, root, values):
            span = node.range()
            first, last = span.start.line + 1, span.end.line + 1
            is_new = any(line in file.changed for line in range(first, last + 1))
            hidden = rule.not_in_tests and any(begin <= first <= end for begin, end in tests)
            if is_new and not hidden and (rule.id, first) not in seen and _holds(rule, node, values):
                seen.add((rule.id, first))
                yield _finding(rule, file, node, why)


def _places(rule: Rule, root: "SgNode", values: Values) -> Iterator[Place]:
    if rule.check is not None:
        yield from CHECKS[rule.check](root, values)
    else:
        yield from ((node, None) for node in find(root, rule.config))


def _holds(rule: Rule, node: "SgNode", values: Values) -> bool:
    return all(_is_true(where, node, values) for where in rule.where)


def _is_true(where: Where, node: "SgNode", values: Values) -> bool:
    """Whether a condition holds; one on a variable that matched nothing does not."""
    asks = {
        where.built: values.is_built,
        where.varying: lambda value: not values.is_constant(value),
        where.asked: values.is_asked,
        where.leads_out: values.leads_out,
    }
    for name, ask in asks.items():
        if name is not None:
            value = node if name == "MATCH" else node.get_match(name)
            if value is None or not ask(value):
                return False
    return True


def _tests_inside(root: "SgNode") -> list[tuple[int, int]]:
    """The lines of test modules and test functions in a file of Rust."""
    found = []
    for node in root.find_all(kind="attribute_item"):
        if "test" in node.text():
            item = next((one for one in node.next_all() if one.kind() != "attribute_item"), None)
            if item is not None:
                found.append((item.range().start.line + 1, item.range().end.line + 1))
    return found


def _finding(rule: Rule, file: SourceFile, node: "SgNode", why: str | None) -> Finding:
    span = node.range()
    return Finding(
        title=rule.title,
        severity=rule.severity,
        confidence=rule.confidence,
        rule=rule.id,
        path=file.path,
        line=span.start.line + 1,
        end_line=span.end.line + 1,
        why=why or rule.why,
        suggestion=rule.suggestion,
        analyser=PatternAnalyser.name,
        cwe=rule.cwe,
        patch=patch_of(rule.fix, node, file) if rule.fix else None,
    )
