"""Python: certificates are verified again, as they are without being asked."""

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename, without_item
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.calls(finding):
        verify = call.keyword("verify")
        if verify is not None and verify.text().replace(" ", "") == "verify=False":
            edits.append(without_item(verify))
        elif call.name == "ssl._create_unverified_context" and not call.arguments:
            edits.append(rename(call, "ssl.create_default_context"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("tls-python", frozenset({"tls-not-verified", "CWE-295"}), PYTHON, _draft)
