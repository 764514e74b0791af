"""Java: what must not be guessed comes from `SecureRandom`, which is a `Random`."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import NEAR_LINES, Draft, Edit, Source, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    line = (finding.line or 1) - 1
    name = "SecureRandom" if source.has(r"import java\.security\.(?:SecureRandom|\*);") else None
    nodes = source.between(max(line - NEAR_LINES, 0), line, "object_creation_expression")
    edits: list[Edit] = [
        replace(node, f"new {name or 'java.security.SecureRandom'}()")
        for node in nodes
        if re.fullmatch(r"new (?:java\.util\.)?Random\(\)", node.text())
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("random-java", frozenset({"CWE-330"}), frozenset({"java"}), _draft)
