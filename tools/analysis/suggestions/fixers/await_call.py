"""Python and JavaScript: a call that nobody waits for is awaited, where the function around it can wait."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, SCRIPT, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding

_FUNCTIONS = frozenset(
    {"function_definition", "lambda", "function_declaration", "function_expression"}
    | {"arrow_function", "method_definition"}
)


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for node in source.near(finding, "expression_statement"):
        call = next((part for part in node.children() if part.is_named()), None)
        if call is None or call.kind() not in ("call", "call_expression"):
            continue
        around = next((up for up in node.ancestors() if up.kind() in _FUNCTIONS), None)
        if (
            around is None
            or re.match(r"(?:(?:static|public|private|protected) )*async\b", around.text()) is None
        ):
            return None
        start = call.range().start.index
        edits.append(Edit(start, start, "await "))
    return Draft(tuple(edits)) if len(edits) == 1 else None


FIXER = Fixer("await-call", frozenset({"unawaited-coroutine", "missing-await"}), PYTHON | SCRIPT, _draft)
