"""The same thing twice where two different ones were meant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.checks.model import Found
from tools.analysis.analysers.patterns.trees import find_kinds, has_kind
from tools.analysis.analysers.patterns.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

# Literals with keys: the kind of the whole, of an entry, and the entry's key.
KEYED = {
    "javascript": ("object", "pair"),
    "typescript": ("object", "pair"),
    "tsx": ("object", "pair"),
    "ruby": ("hash", "pair"),
    "php": ("array_creation_expression", "array_element_initializer"),
}
LITERAL = frozenset(
    [
        "string",
        "string_literal",
        "encapsed_string",
        "number",
        "integer",
        "property_identifier",
        "simple_symbol",
        "hash_key_symbol",
    ]
)
SIGNS = frozenset({"==", "!=", "===", "!==", "<", ">", "<=", ">=", "&&", "||", "and", "or", "-"})
EQUAL = ("!=", "!==", "==", "===")
COMPARING = (
    "binary_expression",
    "binary",
    "equality_expression",
    "comparison_operator",
    "boolean_operator",
    "comparison_expression",
    "conjunction_expression",
    "disjunction_expression",
)
PLAIN = frozenset(
    [
        "identifier",
        "simple_identifier",
        "member_expression",
        "attribute",
        "field_access",
        "selector_expression",
        "variable_name",
        "call",
        "member_access_expression",
        "navigation_expression",
        "field_expression",
        "subscript",
        "subscript_expression",
    ]
)


def same_keys(root: "SgNode", values: Values) -> Found:
    """A key that a literal has twice: the first value is lost."""
    if values.language not in KEYED:
        return
    whole, entry = KEYED[values.language]
    for node in root.find_all(kind=whole):
        seen: set[str] = set()
        for pair in node.named_children():
            key = _key(pair, entry)
            if key in seen:
                yield pair, f"`{key}` stands in it twice: the first value is lost."
            if key is not None:
                seen.add(key)


def _key(pair: "SgNode", entry: str) -> str | None:
    children = pair.named_children()
    if pair.kind() != entry or len(children) < 2 or children[0].kind() not in LITERAL:
        return None
    return children[0].text().strip("\"'").removeprefix(":")


def same_branches(root: "SgNode", values: Values) -> Found:
    """if and else do the same, or an else-if asks what was asked before."""
    for node in root.find_all(
        kind="if_statement" if has_kind(values.language, "if_statement") else "if_expression"
    ):
        parent = node.parent()
        if parent is not None and parent.kind() in ("else_clause", "if_statement", "if_expression"):
            continue
        asked: dict[str, str] = {}
        for condition in _conditions(node):
            text = condition.text()
            if text in asked and "(" not in text.strip("()"):
                yield condition, f"`{text[:60]}` was asked before: this branch never runs."
            asked[text] = text


def _conditions(node: "SgNode") -> Iterator["SgNode"]:
    waiting: list[SgNode | None] = [node]
    while waiting:
        one = waiting.pop()
        if one is None:
            continue
        condition = one.field("condition")
        if condition is not None:
            yield condition
        for child in one.children():
            if child.kind() in ("elif_clause", "else_if_clause"):
                waiting.insert(0, child)
        other = one.field("alternative")
        if other is not None and other.kind() == "else_clause":
            other = next((child for child in other.named_children() if child.kind().startswith("if_")), None)
        if other is not None and other.kind().startswith("if_"):
            waiting.append(other)


def same_operands(root: "SgNode", values: Values) -> Found:
    """Both sides of a comparison are the same."""
    for node in find_kinds(root, COMPARING, values.language):
        children = node.children()
        if len(children) != 3 or children[1].text() not in SIGNS:
            continue
        left, right = children[0], children[2]
        if left.text() != right.text() or left.kind() not in PLAIN or "(" in left.text():
            continue
        # x != x tells whether x is NaN
        if children[1].text() not in EQUAL or any(sign in left.text() for sign in (".", "[", "->")):
            yield node, None
