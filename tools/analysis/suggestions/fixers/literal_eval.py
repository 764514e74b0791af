"""Python: data that is written like Python's literals is read, not run."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename
from tools.findings import Finding

# What is kept or sent as a literal; an expression or a formula is meant to be worked out.
_DATA = re.compile(
    r"literal|repr|json|payload|row|record|config|setting|data\b|list|dict|tuple|tags", re.IGNORECASE
)


def _draft(finding: Finding, source: Source) -> Draft | None:
    if re.search(r"\bast\s*[=,):]", source.file.text):
        return None  # the name means something else here
    edits: list[Edit] = []
    for call in source.on_the_way(finding):
        if call.name != "eval":
            continue
        if len(call.arguments) != 1 or _DATA.search(call.arguments[0].text()) is None:
            return None
        edits.append(rename(call, "ast.literal_eval"))
    return Draft(tuple(edits), wants="import ast") if edits else None


FIXER = Fixer("literal-eval", frozenset({"eval", "CWE-94"}), PYTHON, _draft)
