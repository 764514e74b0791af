"""Python: options that switch a protection off, or on for nobody but an attacker, are turned."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import NEAR_LINES, Draft, Edit, Source, replace
from tools.findings import Finding

# Options with their bad value, and with their good one.
_OPTIONS = (
    (re.compile(r"debug\s*=\s*True"), "debug=False"),  # Flask's debugger runs what is typed into it
    (re.compile(r"autoescape\s*=\s*False"), "autoescape=True"),
    (re.compile(r"key_size\s*=\s*(?:512|1024)"), "key_size=2048"),  # the least of NIST SP 800-131A
    (re.compile(r"resolve_entities\s*=\s*True"), "resolve_entities=False"),
)
_PROBLEMS = ("S201", "bandit/B201", "S701", "bandit/B701", "S505", "bandit/B505", "debug-mode", "xxe")
_KINDS = ("CWE-79", "CWE-94", "CWE-327", "CWE-489", "CWE-611")


def _draft(finding: Finding, source: Source) -> Draft | None:
    first, last = (finding.line or 1) - 1, (finding.end_line or finding.line or 1) - 1
    # A parser is made shortly before it reads.
    edits = _turned(source, first, last) or _turned(source, max(first - NEAR_LINES, 0), last)
    return Draft(tuple(edits)) if edits else None


def _turned(source: Source, first: int, last: int) -> list[Edit]:
    return [
        replace(node, good)
        for node in source.between(first, last, "keyword_argument")
        for bad, good in _OPTIONS
        if bad.fullmatch(node.text())
    ]


FIXER = Fixer("switched-arguments", frozenset({*_PROBLEMS, *_KINDS}), PYTHON, _draft)
