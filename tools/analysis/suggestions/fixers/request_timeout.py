"""A request without a time-out gets one of ten seconds."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, add_argument, replace
from tools.findings import Finding

SECONDS = 10
_METHODS = r"requests\.(?:get|post|put|patch|delete|head|options|request)"


def _draft(finding: Finding, source: Source) -> Draft | None:
    if not source.has(r"\s*(?:import requests\b|from \S+ import .*\brequests\b)"):
        return None  # it may be anything of that name
    edits: list[Edit] = []
    for call in source.calls(finding):
        if re.fullmatch(_METHODS, call.name) is None or call.spreads:
            continue
        given = call.keyword("timeout")
        if given is None:
            edits.append(add_argument(call, f"timeout={SECONDS}", source))
        elif given.text().replace(" ", "") == "timeout=None":
            edits.append(replace(given, f"timeout={SECONDS}"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("request-timeout", frozenset({"no-timeout"}), PYTHON, _draft)
