"""Python, Java and Kotlin: a decimal number is made of its digits, not of the float that is next to it."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_NUMBER = re.compile(r"\b(?:Decimal|BigDecimal)\((-?\d+\.\d+)\)")


def _draft(finding: Finding, source: Source) -> Draft | None:
    first, last = finding.line or 1, finding.end_line or finding.line or 1
    edits = [
        Edit(start, end, f'"{found[1]}"')
        for line in range(first, last + 1)
        for found in _NUMBER.finditer(source.file.line(line))
        for start, end in [(source.starts[line - 1] + found.start(1), source.starts[line - 1] + found.end(1))]
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer(
    "exact-decimal", frozenset({"decimal-from-float"}), frozenset({"python", "java", "kotlin"}), _draft
)
