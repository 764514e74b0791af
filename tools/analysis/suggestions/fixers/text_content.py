"""JavaScript: what is shown as text is not read as HTML."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for node in source.near(finding, "assignment_expression"):
        left, right = node.field("left"), node.field("right")
        target = left.field("property") if left is not None else None
        if target is None or right is None or target.text() != "innerHTML":
            continue
        # Tags are meant to be tags.
        if re.search(r"[<>]|html|markup|render|sanitize|escape|purify", right.text(), re.IGNORECASE):
            return None
        edits.append(replace(target, "textContent"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("text-content", frozenset({"CWE-79"}), SCRIPT, _draft)
