"""PHP: hashes are compared as texts, in a time that does not depend on what is in them."""

import re
from typing import TYPE_CHECKING

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_SIGNS = {"==": "", "===": "", "!=": "!", "!==": "!"}
_SIMPLE = ("variable_name", "subscript_expression", "member_access_expression", "function_call_expression")


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for node in source.near(finding, "binary_expression"):
        left, right = node.field("left"), node.field("right")
        sign = next((part.text() for part in node.children() if part.text() in _SIGNS), None)
        if left is None or right is None or sign is None:
            continue
        if left.kind() not in _SIMPLE or right.kind() not in _SIMPLE:
            return None
        edits.append(replace(node, f"{_SIGNS[sign]}hash_equals({_text(left)}, {_text(right)})"))
    return Draft(tuple(edits)) if len(edits) == 1 else None


def _text(node: "SgNode") -> str:
    """It takes texts alone; what hashes gives one, anything else may be missing."""
    made = re.match(r"(?:hash|hash_hmac|md5|sha1|bin2hex|crypt)\(", node.text())
    return node.text() if made else f"(string) {node.text()}"


FIXER = Fixer("hash-equals", frozenset({"loose-comparison", "timing-comparison"}), frozenset({"php"}), _draft)
