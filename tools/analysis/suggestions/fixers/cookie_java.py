"""Java: a cookie is only sent over HTTPS."""

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import NEAR_LINES, Draft, Edit, Source, in_block, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    for call in source.calls(finding):
        if call.method != "addCookie" or len(call.arguments) != 1:
            continue
        cookie = call.arguments[0]
        line = call.node.range().start.line
        set_before: list[Edit] = [
            replace(other.arguments[0], "true")
            for other in source.calls_between(max(line - NEAR_LINES, 0), line)
            if other.name == f"{cookie.text()}.setSecure"
            and [item.text() for item in other.arguments] == ["false"]
        ]
        if set_before:
            return Draft(tuple(set_before))
        indent = source.indent(line)
        start = source.starts[line] + len(indent)
        if cookie.kind() == "identifier" and call.node.range().start.index == start and in_block(call.node):
            return Draft((Edit(start, start, f"{cookie.text()}.setSecure(true);\n{indent}"),))
    return None


FIXER = Fixer("cookie-java", frozenset({"CWE-614"}), frozenset({"java"}), _draft)
