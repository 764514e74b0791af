"""JavaScript: a comparison with a word does not turn anything into a word first."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.findings import Finding

# A number may be compared with a text of digits from a form: there, `===` would say no where `==` says yes.
_WORD = re.compile(r"[\"'][A-Za-z][\w -]*[\"']")


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for node in source.near(finding, "binary_expression"):
        sides = [side for side in (node.field("left"), node.field("right")) if side is not None]
        sign = next((part for part in node.children() if part.text() in ("==", "!=")), None)
        if sign is None:
            continue
        if not any(_WORD.fullmatch(side.text()) for side in sides):
            return None
        edits.append(replace(sign, f"{sign.text()}="))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("strict-equality", frozenset({"loose-equality"}), SCRIPT, _draft)
