"""Go: values go to the database beside the query, not in it."""

import re
from itertools import pairwise

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.queries import dollar, parametrised, question_mark
from tools.analysis.suggestions.source import Call, Draft, Edit, Source, call_of, replace
from tools.analysis.suggestions.strings import Built
from tools.findings import Finding

_DRIVERS = {
    dollar: r".*\"github\.com/(?:lib/pq|jackc/pgx)\b",
    question_mark: r".*\"(?:github\.com/(?:go-sql-driver/mysql|mattn/go-sqlite3)|modernc\.org/sqlite)\b",
}
_METHODS = frozenset({"Query", "QueryRow", "Exec", "QueryContext", "QueryRowContext", "ExecContext"})
_VERB = re.compile(r"%[svd]")


def _draft(finding: Finding, source: Source) -> Draft | None:
    styles = [style for style, pattern in _DRIVERS.items() if source.has(pattern)]
    if len(styles) != 1:
        return None
    edits: list[Edit] = []
    for call in source.calls(finding):
        if call.method not in _METHODS or not call.arguments:
            continue
        text = call.arguments[-1]
        made = call_of(text)
        built = _built(made) if made is not None and made.name == "fmt.Sprintf" else None
        if built is None:
            continue
        query = parametrised(built, styles[0], lambda lead, value, trail: None)
        if query is None:
            return None
        edits.append(replace(text, f"{built.quote}{query.text}{built.quote}, {', '.join(query.values)}"))
    # What only this one used would be imported for nothing, and Go does not build then.
    if source.file.text.count("fmt.") <= len(edits):
        return None
    return Draft(tuple(edits)) if edits else None


def _built(made: Call) -> Built | None:
    text = made.arguments[0].text() if made.arguments else ""
    verbs = [match.span() for match in _VERB.finditer(text)]
    if text[:1] not in ('"', "`") or "\n" in text or text.count("%") != len(verbs) != 0:
        return None
    if len(made.arguments) != len(verbs) + 1 or made.spreads:
        return None
    edges = [1, *(edge for span in verbs for edge in span), len(text) - 1]
    parts = tuple(text[start:end] for start, end in list(pairwise(edges))[::2])
    return Built(parts, tuple(value.text() for value in made.arguments[1:]), text[0])


FIXER = Fixer("sql-go", frozenset({"sql-from-input", "CWE-89"}), frozenset({"go"}), _draft)
