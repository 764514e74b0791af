"""Python: values go to the database beside the query, not in it."""

import re
from typing import TYPE_CHECKING

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.queries import Query, Style, parametrised, percent_s, question_mark
from tools.analysis.suggestions.source import NEAR_LINES, Call, Draft, Edit, Source, replace
from tools.analysis.suggestions.strings import Built, joined, plain_f_string
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DRIVERS = {
    question_mark: r"(?:import|from) (?:sqlite3|aiosqlite)\b",
    percent_s: r"(?:import|from) (?:psycopg2?|pymysql|MySQLdb|mysql\.connector|aiomysql|django\.db)\b",
}
# What stands between the code and the driver writes parameters in its own way.
_LAYERS = r"\s*(?:import|from) (?:sqlalchemy|databases|asyncpg|peewee|sqlmodel|pandas)\b"
_METHODS = frozenset({"execute"})


def _draft(finding: Finding, source: Source) -> Draft | None:
    styles = [style for style, pattern in _DRIVERS.items() if source.has(pattern)]
    if len(styles) != 1 or source.has(_LAYERS):
        return None
    first, last = (finding.line or 1) - 1, (finding.end_line or finding.line or 1) - 1
    edits: list[Edit] = []
    for call in _executions(source, first, last + NEAR_LINES):
        text = call.arguments[0]
        if text.kind() == "identifier":
            found = _assigned(call, source)
            if found is None:
                continue
            text = found
        span = text.range()
        if span.start.line > last or max(span.end.line, call.node.range().end.line) < first:
            continue
        query = _query(text, styles[0])
        if query is None:
            return None
        edits += _edits(call, text, query)
    return Draft(tuple(edits)) if edits else None


def _executions(source: Source, first: int, last: int) -> list[Call]:
    return [
        call
        for call in source.calls_between(first, last)
        if call.method in _METHODS and len(call.arguments) == 1 and not call.spreads
    ]


def _assigned(call: Call, source: Source) -> "SgNode | None":
    """The text that a name stands for, where it is set once, just before, and used for nothing else."""
    name = call.arguments[0].text()
    line = call.node.range().start.line
    function = next((up for up in call.node.ancestors() if up.kind() == "function_definition"), source.root)
    if len(re.findall(rf"\b{re.escape(name)}\b", function.text())) != 2:
        return None
    for node in source.between(max(line - NEAR_LINES, 0), line, "assignment"):
        left, right = node.field("left"), node.field("right")
        if left is not None and right is not None and left.text() == name:
            return right
    return None


def _query(text: "SgNode", style: Style) -> Query | None:
    built = plain_f_string(text) or joined(text, "string")
    if built is None or not built.values:
        return None
    if style is percent_s:
        built = Built(tuple(part.replace("%", "%%") for part in built.parts), built.values, built.quote)
    query = parametrised(built, style, _around)
    if query is None:
        return None
    return Query(f"{built.quote}{query.text}{built.quote}", query.values)


def _around(lead: str, value: str, trail: str) -> str | None:
    if re.search(r"[\"'\\{}]", lead + value + trail):
        return None
    undone = (lead + trail).replace("%%", "%")
    if undone != lead + trail:
        lead, trail = lead.replace("%%", "%"), trail.replace("%%", "%")
    return f'f"{lead}{{{value}}}{trail}"'


def _edits(call: Call, text: "SgNode", query: Query) -> list[Edit]:
    given = f"({', '.join(query.values)}{',' * (len(query.values) == 1)})"
    end = call.arguments[0].range().end.index
    if call.arguments[0].range() == text.range():
        return [replace(text, f"{query.text}, {given}")]
    return [replace(text, query.text), Edit(end, end, f", {given}")]


FIXER = Fixer("sql-python", frozenset({"sql-from-input", "CWE-89"}), PYTHON, _draft)
