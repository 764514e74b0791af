"""C#: a cookie is only sent over HTTPS."""

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import NEAR_LINES, Draft, Edit, Source, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    first, last = (finding.line or 1) - 1, (finding.end_line or finding.line or 1) - 1
    edits: list[Edit] = []
    for node in source.between(max(first - NEAR_LINES, 0), last, "assignment_expression"):
        left, right = node.field("left"), node.field("right")
        if left is None or right is None or right.text() != "false":
            continue
        if left.text().rpartition(".")[2] in ("Secure", "HttpOnly"):
            edits.append(replace(right, "true"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("secure-csharp", frozenset({"CWE-614", "insecure-cookie"}), frozenset({"csharp"}), _draft)
