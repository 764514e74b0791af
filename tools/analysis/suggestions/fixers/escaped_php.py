"""PHP: what is shown in a page is escaped."""

import re
from typing import TYPE_CHECKING

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_VALUES = ("variable_name", "subscript_expression", "member_access_expression")
# Within those, other characters do harm than those that are escaped.
_ELSEWHERE = re.compile(r"<script|<style|href|src\s*=|\son\w+\s*=|style\s*=|=\s*[\"']?$", re.IGNORECASE)


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for node in source.near(finding, "echo_statement", "print_intrinsic"):
        shown = [part for part in node.children() if part.is_named()]
        if len(shown) != 1 or _ELSEWHERE.search(node.text()) or "htmlspecialchars" in node.text():
            return None
        edits += [replace(value, f"htmlspecialchars({value.text()})") for value in _values(shown[0])]
    return Draft(tuple(edits)) if edits else None


def _values(node: "SgNode") -> "list[SgNode]":
    """The values that are joined to what is shown."""
    if node.kind() in _VALUES:
        return [node]
    if node.kind() == "binary_expression":
        sides = [side for side in (node.field("left"), node.field("right")) if side is not None]
        return [value for side in sides for value in _values(side)]
    return []


FIXER = Fixer("escaped-php", frozenset({"CWE-79"}), frozenset({"php"}), _draft)
