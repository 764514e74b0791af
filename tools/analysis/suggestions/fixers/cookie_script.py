"""JavaScript: a cookie is only sent over HTTPS."""

import re
from typing import TYPE_CHECKING

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, add_argument, replace
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

# Functions of that name that are no framework's take something else.
_REPLY = re.compile(r"(?:res|response|reply|rep)\b.*\.(?:cookie|setCookie)", re.DOTALL)


def _draft(finding: Finding, source: Source) -> Draft | None:
    off = [
        replace(node, re.sub(r"false$", "true", node.text()))
        for node in source.near(finding, "pair")
        if re.fullmatch(r"[\"']?secure[\"']?\s*:\s*false", node.text())
    ]
    if off:
        return Draft(tuple(off))
    edits: list[Edit] = []
    for call in source.calls(finding):
        if _REPLY.fullmatch(call.name) is None or call.spreads:
            continue
        if len(call.arguments) == 2:
            edits.append(add_argument(call, "{ secure: true }", source))
        elif len(call.arguments) == 3 and (inside := _into(call.arguments[2])) is not None:
            edits.append(inside)
    return Draft(tuple(edits)) if edits else None


def _into(options: "SgNode") -> Edit | None:
    text = options.text()
    if options.kind() != "object" or re.search(r"\bsecure\b|\.\.\.", text):
        return None
    start = options.range().start.index + 1
    if text == "{}":
        return Edit(start, start, " secure: true ")
    space = re.match(r"\s*", text[1:])
    return Edit(start, start, f"{space[0] if space else ''}secure: true,{'' if space and space[0] else ' '}")


FIXER = Fixer("cookie-script", frozenset({"CWE-614"}), SCRIPT, _draft)
