"""Python: a cookie is only sent over HTTPS."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Call, Draft, Edit, Source, add_argument, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.calls(finding):
        if call.method not in ("set_cookie", "set_signed_cookie") or call.spreads or not _has_value(call):
            continue
        secure = call.keyword("secure")
        if secure is None:
            edits.append(add_argument(call, "secure=True", source))
        elif re.fullmatch(r"secure\s*=\s*(False|0|None)", secure.text()):
            edits.append(replace(secure, "secure=True"))
    return Draft(tuple(edits)) if edits else None


def _has_value(call: Call) -> bool:
    """Whether it is given a name and a value; a cookie jar has a method of that name that takes a cookie."""
    plain = [item for item in call.arguments if item.kind() != "keyword_argument"]
    return len(plain) + (call.keyword("key") is not None) + (call.keyword("value") is not None) >= 2


FIXER = Fixer("cookie-python", frozenset({"CWE-614"}), PYTHON, _draft)
