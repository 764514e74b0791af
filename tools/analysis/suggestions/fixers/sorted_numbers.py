"""JavaScript: numbers are sorted as numbers; without being told how, `sort` compares texts."""

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, add_argument
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = [
        add_argument(call, "(a, b) => a - b", source)
        for call in source.calls(finding)
        if call.method == "sort" and not call.arguments
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("sorted-numbers", frozenset({"sort-without-comparison"}), SCRIPT, _draft)
