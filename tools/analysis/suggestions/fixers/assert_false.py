"""Python: `assert False` does nothing under `python -O`; raising does."""

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Source, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    for node in source.near(finding, "assert_statement"):
        given = [part for part in node.children() if part.is_named()]
        if given and given[0].text() == "False" and len(given) <= 2:
            said = f"({given[1].text()})" if len(given) == 2 else ""
            return Draft((replace(node, f"raise AssertionError{said}"),))
    return None


FIXER = Fixer("assert-false", frozenset({"B011"}), PYTHON, _draft)
