"""JavaScript: values go to the database beside the query, not in it."""

from tools.analysis.suggestions.fixers.fixer import SCRIPT, Fixer
from tools.analysis.suggestions.queries import dollar, parametrised, question_mark
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.analysis.suggestions.strings import joined, template_string
from tools.findings import Finding

_DRIVERS = {
    dollar: r".*(?:require\(|from )[\"'](?:pg|pg-promise|@neondatabase/serverless)[\"']",
    question_mark: r".*(?:require\(|from )[\"'](?:mysql2?(?:/promise)?)[\"']",
}
# What stands between the code and the driver writes parameters in its own way.
_LAYERS = r".*(?:require\(|from )[\"'](?:sequelize|typeorm|knex|drizzle-orm|@prisma/client|@?mikro-orm)"
_METHODS = frozenset({"query", "execute"})


def _draft(finding: Finding, source: Source) -> Draft | None:
    styles = [style for style, pattern in _DRIVERS.items() if source.has(pattern)]
    if len(styles) != 1 or source.has(_LAYERS):
        return None
    edits: list[Edit] = []
    first, last = (finding.line or 1) - 1, (finding.end_line or finding.line or 1) - 1
    for call in source.calls_between(first, last):
        # More arguments are values already, or what to do with the answer: where these go differs.
        if call.method not in _METHODS or not 1 <= len(call.arguments) <= 2:
            continue
        if len(call.arguments) == 2 and call.arguments[1].kind() not in (
            "arrow_function",
            "function_expression",
        ):
            continue
        text = call.arguments[0]
        built = template_string(text) or joined(text, "string")
        query = parametrised(built, styles[0], _around) if built is not None and built.values else None
        if built is None or query is None:
            return None
        quote = _quote(query.text, built.quote)
        edits.append(replace(text, f"{quote}{query.text}{quote}, [{', '.join(query.values)}]"))
    return Draft(tuple(edits)) if edits else None


def _quote(text: str, before: str) -> str:
    """A text without values in it does not need to be a template."""
    if before != "`":
        return before
    return next((quote for quote in ('"', "'") if quote not in text), "`")


def _around(lead: str, value: str, trail: str) -> str | None:
    return None if "`" in value or "`" in lead + trail else f"`{lead}${{{value}}}{trail}`"


FIXER = Fixer("sql-script", frozenset({"sql-from-input", "CWE-89"}), SCRIPT, _draft)
