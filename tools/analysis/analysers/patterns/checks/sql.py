"""SQL that is put together from values, in every language."""

import re
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns import grammar
from tools.analysis.analysers.patterns.checks.model import Found
from tools.analysis.analysers.patterns.texts import Hole, Parts
from tools.analysis.analysers.patterns.trees import find_kinds
from tools.analysis.analysers.patterns.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

STATEMENT = re.compile(
    r"^\W{0,4}(?:--[^\n]*\n\s*)?(?:select\b.{0,600}?\bfrom\b|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\S+\s+set\s"
    r"|delete\s+from\s|drop\s+table\s|truncate\s+table|alter\s+table\s|with\s+\w+\s+as\s*\(|select\s+\*|merge\s+into\s"
    r"|call\s+\w+\s*\(\s*'|grant\s+\w+\s+on\s)",
    re.IGNORECASE | re.DOTALL,
)
# A further part of a query: AND customer = …, ORDER BY …
FURTHER = re.compile(
    r"^\W{0,4}(?:(?:and|or|where|having)\s+[\w.\"`]+\s*(?:=|<|>|!=|like\b|in\b|between\b)|(?:order|group)\s+by\s|limit\s)",
    re.IGNORECASE,
)
# Nobody runs what is logged, raised or shown.
SAID = re.compile(
    r"(?i)(?:^|[.:>\s])(?:log(?:ger|ging)?|console|slog|print(?:ln|f)?|fmt\.(?:Print|Errorf|Fprint)\w*|errors\.\w+|e?println!|debug"
    r"|info|warn(?:ing)?|error|fatal|trace|critical|exception|raise|throw|puts|echo|panic!?|(?:anyhow|bail|ensure)!?|assert\w*"
    r"|addCriterion|Log\w*(?:\.[dewiv])?|Debug\.Write\w*|Console\.Write\w*|error_log|trigger_error|fail|describe|it|test|help_text|title"
    r"|message|logged|span)!?\s*$"
)
RAISED = frozenset({"raise_statement", "throw_statement", "throw_expression", "assert_statement"})
BUILDING = (
    "string",
    "binary_operator",
    "binary_expression",
    "binary",
    "additive_expression",
    "call",
    "call_expression",
    "method_invocation",
    "invocation_expression",
    "function_call_expression",
    "macro_invocation",
    "template_string",
    "encapsed_string",
    "heredoc",
    "heredoc_body",
    "string_literal",
    "interpolated_string_expression",
    "multi_line_string_literal",
)
ADDING = frozenset(
    {
        "augmented_assignment",
        "augmented_assignment_expression",
        "operator_assignment",
        "assignment_statement",
        "assignment_expression",
        "compound_assignment_expr",
        "assignment",
        "binary",
    }
)
ADDED = re.compile(r"(?:\+=|\.=|<<)\s*(?:fmt\.Sprintf\()?[&(\s]*$")
APPENDING = re.compile(r"(?:\.|->)(?:append|Append\w*|push_str|WriteString|concat)\(\W{0,3}$")
# What takes an interpolated text apart again, and binds the values.
BINDING = re.compile(
    r"(?:Interpolated|InterpolatedAsync|\bFromSql|\bExecuteSql(?:Async)?|\bSqlQuery(?:<\w+>)?|\.SQL)\s*\($"
)


def built_sql(root: "SgNode", values: Values) -> Found:
    """Texts that are SQL, or a further part of it, and have something put into them that may be anything."""
    done: list[tuple[int, int]] = []
    for node in find_kinds(root, BUILDING, values.language):
        span = node.range()
        begin, end = span.start.index, span.end.index
        if any(first <= begin and end <= last for first, last in done[-20:]):
            continue
        if end - begin > 20_000:
            continue
        parts = values.parts(node)
        if len(parts) < 2 or not _is_query(node, parts) or _is_said(node) or _is_bound(node):
            continue
        done.append((begin, end))
        loose = [part for part in parts if isinstance(part, Hole) and not values.is_fixed(part, node, 0)]
        if loose:
            yield node, _reason(node, loose, values)


def _is_query(node: "SgNode", parts: Parts) -> bool:
    text = "".join(part if isinstance(part, str) else " \x00x " for part in parts)[:2000].replace("\\n", "\n")
    if not isinstance(parts[0], str):
        return False
    if STATEMENT.match(text.replace("\x00", "")):
        return True
    return FURTHER.match(text) is not None and _is_added(node)


def _is_added(node: "SgNode") -> bool:
    """Whether a text is appended to another one: `query += …`, `query.append(…)`."""
    for above in node.ancestors()[:4]:
        kind = above.kind()
        if kind in ADDING:
            before = above.text()[: node.range().start.index - above.range().start.index]
            return ADDED.search(before) is not None
        if kind in grammar.CALLS:
            before = above.text()[: node.range().start.index - above.range().start.index]
            return APPENDING.search(before) is not None
        if kind.endswith("statement"):
            return False
    return False


def _is_said(node: "SgNode") -> bool:
    """Whether the text goes into a message."""
    for above in node.ancestors()[:6]:
        kind = above.kind()
        if kind in RAISED:
            return True
        if kind in grammar.CALLS or kind in ("call_expression", "macro_invocation", "command"):
            begin = above.range().start.index
            callee = above.text()[: max(node.range().start.index - begin, 0)].split("(")[0]
            word = callee.split()[0] if callee.split() else ""  # Ruby's calls need no brackets
            if SAID.search(callee) or SAID.search(word) or re.search(r"(?:Exception|Error)\s*$", callee):
                return True
        if kind in grammar.FUNCTIONS or (kind.endswith("_statement") and kind != "expression_statement"):
            return False
    return False


def _is_bound(node: "SgNode") -> bool:
    """Whether the values are bound after all: a tagged template, or a method for interpolated texts."""
    for above in node.ancestors()[:3]:
        if above.kind() in grammar.CALLS:
            before = above.text()[: node.range().start.index - above.range().start.index]
            return BINDING.search(before) is not None or (
                node.kind() == "template_string" and "(" not in before
            )
    return False


def _reason(node: "SgNode", loose: list[Hole], values: Values) -> str | None:
    """Names the parameters that end up in the query."""
    words = [word for hole in loose for word in re.findall(r"[A-Za-z_]\w*", hole.text)[:8]]
    given = [
        word
        for word in dict.fromkeys(words)
        if word not in ("self", "this", "str", "int") and _is_given(word, node, values)
    ]
    if not given:
        return None
    names = ", ".join(f"`{name}`" for name in given[:4])
    return (
        f"What the caller passes as {names} becomes part of the query, so a caller can change what it does."
    )


def _is_given(word: str, node: "SgNode", values: Values) -> bool:
    return values.is_parameter(word, node) or values.is_parameter(f"${word}", node)
