"""JavaScript: data that comes as JSON is parsed, not run."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.findings import Finding

_IN_BRACKETS = re.compile(r"""(["'`])\(\1\s*\+\s*([\w.]+)\s*\+\s*(["'`])\)\3""")


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.calls(finding):
        if call.name != "eval" or len(call.arguments) != 1:
            continue
        # Brackets around it are how JSON was read before there was JSON.parse.
        inside = _IN_BRACKETS.fullmatch(call.arguments[0].text())
        text = inside[2] if inside else call.arguments[0].text()
        if inside is None and re.fullmatch(r"[\w.]*json[\w.]*", text, re.IGNORECASE) is None:
            return None
        edits.append(replace(call.node, f"JSON.parse({text})"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("json-parse", frozenset({"eval", "CWE-94"}), SCRIPT, _draft)
