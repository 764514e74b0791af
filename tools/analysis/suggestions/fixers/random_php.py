"""PHP: what must not be guessed comes from the operating system's source of randomness."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_CALL = re.compile(r"(?<![\w>:$])(?:mt_rand|rand)(?=\(\s*[^(),]+,\s*[^(),]+\))")


def _draft(finding: Finding, source: Source) -> Draft | None:
    line = finding.line or 1
    start = source.starts[line - 1]
    # The same two limits, both included.
    edits = [
        Edit(start + found.start(), start + found.end(), "random_int")
        for found in _CALL.finditer(source.file.line(line))
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("random-php", frozenset({"CWE-330"}), frozenset({"php"}), _draft)
