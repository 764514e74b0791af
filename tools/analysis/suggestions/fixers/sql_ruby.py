"""Ruby: values go to ActiveRecord beside the condition, not in it."""

from typing import TYPE_CHECKING

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.queries import parametrised, question_mark
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.analysis.suggestions.strings import Built
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_METHODS = frozenset({"where", "not", "having", "exists?"})


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for node in source.near(finding, "call"):
        method, brackets = node.field("method"), node.field("arguments")
        given = [part for part in brackets.children() if part.is_named()] if brackets is not None else []
        if method is None or method.text() not in _METHODS or len(given) != 1:
            continue
        built = _built(given[0])
        if built is None:
            continue
        query = parametrised(built, question_mark, _around)
        if query is None:
            return None
        edits.append(replace(given[0], f'"{query.text}", {", ".join(query.values)}'))
    return Draft(tuple(edits)) if edits else None


def _built(node: "SgNode") -> Built | None:
    if node.kind() != "string" or "\n" in node.text() or not node.text().startswith('"'):
        return None
    parts, values = [""], list[str]()
    for child in node.children()[1:-1]:
        if child.kind() == "interpolation":
            values.append(child.text()[2:-1].strip())
            parts.append("")
        else:
            parts[-1] += child.text()
    return Built(tuple(parts), tuple(values), '"') if values else None


def _around(lead: str, value: str, trail: str) -> str | None:
    return f'"{lead}#{{{value}}}{trail}"' if '"' not in value else None


FIXER = Fixer("sql-ruby", frozenset({"sql-from-input", "CWE-89"}), frozenset({"ruby"}), _draft)
