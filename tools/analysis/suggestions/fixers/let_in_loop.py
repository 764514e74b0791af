"""JavaScript: each turn of a loop has a variable of its own with `let`; with `var` all share one."""

import re

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    for node in source.near(finding, "for_statement", "for_in_statement"):
        begin = re.match(r"for\s*(?:await\s*)?\(\s*(var)\s+(\w+)", node.text())
        if begin is None:
            continue
        # Outside of the loop the name would not be known any more.
        name = re.compile(rf"(?<![\w.]){begin[2]}\b")
        if len(name.findall(source.file.text)) != len(name.findall(node.text())):
            return None
        start = node.range().start.index + begin.start(1)
        return Draft((Edit(start, start + len("var"), "let"),))
    return None


FIXER = Fixer("let-in-loop", frozenset({"loop-variable-capture"}), SCRIPT, _draft)
