"""Go: a client gets a time-out of ten seconds."""

import re

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_TIMEOUT = "Timeout: 10 * time.Second"


def _draft(finding: Finding, source: Source) -> Draft | None:
    if not source.has(r"\s*(?:import )?\"time\"$"):
        return None  # an import elsewhere, in a file that does not know of time yet
    edits: list[Edit] = []
    for node in source.near(finding, "composite_literal"):
        kind, fields = node.field("type"), node.field("body")
        if (
            kind is None
            or fields is None
            or kind.text() != "http.Client"
            or re.search(r"\bTimeout\b", fields.text())
        ):
            continue
        start = fields.range().start.index + 1
        inside = fields.text()[1:-1]
        if not inside.strip():
            edits.append(Edit(start, fields.range().end.index - 1, _TIMEOUT))
        elif (line := re.match(r"\s*\n([ \t]*)", inside)) is not None:
            edits.append(Edit(start, start, f"\n{line[1]}{_TIMEOUT},"))
        else:
            edits.append(Edit(start, start, f"{_TIMEOUT}, "))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("client-timeout", frozenset({"no-timeout", "CWE-400"}), frozenset({"go"}), _draft)
