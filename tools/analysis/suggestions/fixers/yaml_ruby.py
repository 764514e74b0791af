"""Ruby: YAML is loaded without making any object that the data asks for."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_CALL = re.compile(r"\b(?:YAML|Psych)\.(unsafe_load|load)\((?=[^,]*\))")


def _draft(finding: Finding, source: Source) -> Draft | None:
    line = finding.line or 1
    start = source.starts[line - 1]
    edits = [
        Edit(start + found.start(1), start + found.end(1), "safe_load")
        for found in _CALL.finditer(source.file.line(line))
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("yaml-ruby", frozenset({"unsafe-load", "CWE-502"}), frozenset({"ruby"}), _draft)
