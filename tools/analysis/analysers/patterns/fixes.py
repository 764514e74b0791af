"""Makes a patch of whole lines from a rule's template and what the rule matched."""

import re
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.rulebook import Fix
from tools.analysis.change import SourceFile
from tools.findings import Patch

if TYPE_CHECKING:
    from ast_grep_py import SgNode

VARIABLE = re.compile(r"\$(\$\$)?([A-Z][A-Z0-9_]*)")


def patch_of(fix: Fix, node: "SgNode", file: SourceFile) -> Patch | None:
    """The lines of the match as they should be; None where the template can't be filled in.

    An empty template takes the match away, and its lines where nothing else stands on them.
    """
    target = node if fix.at is None else node.get_match(fix.at)
    text = _filled(fix.text, node)
    span = target.range() if target is not None else None
    if span is None or text is None or "\r" in file.text:
        return None
    lines = file.text.split("\n")
    first, last = span.start.line, span.end.line
    if last >= len(lines):
        return None
    before, after = lines[first][: span.start.column], lines[last][span.end.column :]
    whole = f"{before}{text}{after}"
    if not text and not before.strip() and not after.strip(" ;"):
        return Patch(path=file.path, line=first + 1, end_line=last + 1, text="")
    return Patch(path=file.path, line=first + 1, end_line=last + 1, text=whole)


def _filled(template: str, node: "SgNode") -> str | None:
    found: list[str] = []
    place = 0
    for match in VARIABLE.finditer(template):
        found.append(template[place : match.start()])
        place = match.end()
        if match[1]:
            several = node.get_multiple_matches(match[2])
            found.append("".join(one.text() if one.text() != "," else ", " for one in several))
        else:
            one = node.get_match(match[2])
            if one is None:
                return None
            found.append(one.text())
    return "".join([*found, template[place:]])
