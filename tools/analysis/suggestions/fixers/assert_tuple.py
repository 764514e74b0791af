"""Python: `assert (a, "why")` is always true; without the brackets it checks `a`."""

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Source, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    for node in source.near(finding, "assert_statement"):
        given = [part for part in node.children() if part.is_named()]
        items = [part for part in given[0].children() if part.is_named()] if given else []
        plain = len(items) == 2 and all(item.kind() != "comment" for item in items)
        if len(given) == 1 and given[0].kind() == "tuple" and plain and "string" in items[1].kind():
            return Draft((replace(node, f"assert {items[0].text()}, {items[1].text()}"),))
    return None


FIXER = Fixer("assert-tuple", frozenset({"F631"}), PYTHON, _draft)
