"""Python: calls that want one argument more to do what is meant."""

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
    method, argument = _ARGUMENTS[finding.rule.replace("bandit/B", "S")]
    edits: list[Edit] = [
        add_argument(call, argument, source)
        for call in source.calls(finding)
        if call.method == method and not call.spreads and call.keyword(argument.partition("=")[0]) is None
    ]
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("further-arguments", frozenset({*_ARGUMENTS, "bandit/B202"}), PYTHON, _draft)
