"""Kotlin: texts are compared by what is in them, not by where they are kept."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_SIGN = re.compile(r"(?<=\s)([!=]=)=(?=\s*\"[^\"$]*\")")


def _draft(finding: Finding, source: Source) -> Draft | None:
    line = finding.line or 1
    text, start = source.file.line(line), source.starts[line - 1]
    edits = [Edit(start + m.start(), start + m.end(), m[1]) for m in _SIGN.finditer(text)]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("equality-kotlin", frozenset({"identity-comparison"}), frozenset({"kotlin"}), _draft)
