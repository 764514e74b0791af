"""JavaScript: a token that nobody can guess."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_IMPORTED = r".*\bcrypto\b\s*(?:=\s*require\(|from\s*)[\"'](?:node:)?crypto[\"']"
# A text out of a random number, all of it; one that is cut to a length has that length for a reason.
_TOKEN = re.compile(r"Math\.random\(\)\.toString\(\d+\)\.(?:slice|substring|substr)\(\d\)")


def _draft(finding: Finding, source: Source) -> Draft | None:
    lines = [finding.line or 1, *(step.line for step in finding.steps if step.path == source.file.path)]
    crypto = "crypto" if source.has(_IMPORTED) else "globalThis.crypto"
    edits: list[Edit] = []
    for line in sorted({number for number in lines if abs(number - (finding.line or 1)) <= 5}):
        text = source.file.line(line)
        found = list(_TOKEN.finditer(text))
        if text.count("Math.random") != len(found):
            return None
        start = source.starts[line - 1]
        edits += [Edit(start + m.start(), start + m.end(), f"{crypto}.randomUUID()") for m in found]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("random-script", frozenset({"CWE-330"}), SCRIPT, _draft)
