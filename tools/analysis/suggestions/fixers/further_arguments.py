"""Python: calls that want one argument more to do what is meant."""

import re
from collections.abc import Mapping

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, add_argument
from tools.findings import Finding

# For each problem: the method, and the argument.
_ARGUMENTS: Mapping[str, tuple[str, str]] = {
    "B028": ("warn", "stacklevel=2"),  # the warning names who called, not this line
    "S202": ("extractall", 'filter="data"'),  # nothing outside of the folder, no devices (PEP 706)
}


def _draft(finding: Finding, source: Source) -> Draft | None:
    if finding.rule != "B028" and not _is_tar(finding, source):
        return None
    method, argument = _ARGUMENTS[finding.rule.replace("bandit/B", "S")]
    edits: list[Edit] = [
        add_argument(call, argument, source)
        for call in source.calls(finding)
        if call.method == method and not call.spreads and call.keyword(argument.partition("=")[0]) is None
    ]
    return Draft(tuple(edits)) if edits else None


def _is_tar(finding: Finding, source: Source) -> bool:
    """Whether what is extracted was opened by tarfile: archives of zipfile know no filter."""
    owners = {call.name.rpartition(".")[0] for call in source.calls(finding) if call.method == "extractall"}
    text = source.file.text
    return bool(owners) and all(
        re.search(rf"tarfile\.open\([^\n]*\)\s+as\s+{re.escape(owner)}\b", text)
        or re.search(rf"\b{re.escape(owner)}\s*=\s*tarfile\.open\(", text)
        or owner.startswith("tarfile.open(")
        for owner in owners
    )


FIXER = Fixer("further-arguments", frozenset({*_ARGUMENTS, "bandit/B202"}), PYTHON, _draft)
