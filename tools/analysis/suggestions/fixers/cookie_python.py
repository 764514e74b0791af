"""Python: a cookie is only sent over HTTPS."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, add_argument, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.calls(finding):
        if call.method not in ("set_cookie", "set_signed_cookie") or call.spreads:
            continue
        secure = call.keyword("secure")
        if secure is None:
            edits.append(add_argument(call, "secure=True", source))
        elif re.fullmatch(r"secure\s*=\s*(False|0|None)", secure.text()):
            edits.append(replace(secure, "secure=True"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("cookie-python", frozenset({"CWE-614"}), PYTHON, _draft)
