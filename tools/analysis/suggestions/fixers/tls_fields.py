"""JavaScript and Go: certificates are verified again, as they are without being asked."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, without_item
from tools.findings import Finding

_FIELD = re.compile(r"InsecureSkipVerify\s*:\s*true|[\"']?rejectUnauthorized[\"']?\s*:\s*false")


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = [
        without_item(node)
        for node in source.near(finding, "pair", "keyed_element")
        if _FIELD.fullmatch(node.text())
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("tls-fields", frozenset({"tls-not-verified", "CWE-295"}), SCRIPT | {"go"}, _draft)
