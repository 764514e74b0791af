"""Python: what is put into `Markup` by `format` is escaped; what stands in it by an f-string is not."""

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.analysis.suggestions.strings import plain_f_string
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.calls(finding):
        if call.method != "Markup" or len(call.arguments) != 1:
            continue
        text = plain_f_string(call.arguments[0])
        if text is None or not text.values:
            return None
        quote = text.quote
        # Within a script or a handler, HTML's escapes do not help.
        if "<script" in call.arguments[0].text().lower() or " on" in call.arguments[0].text().lower():
            return None
        inside = "{}".join(part.replace("{", "{{").replace("}", "}}") for part in text.parts)
        edits.append(
            replace(call.node, f"{call.name}({quote}{inside}{quote}).format({', '.join(text.values)})")
        )
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("markup", frozenset({"S704", "bandit/B704", "CWE-79"}), PYTHON, _draft)
