"""Python has no `++n`: it is plus of plus of `n`, and changes nothing."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Source, replace
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    for node in source.near(finding, "expression_statement"):
        counted = re.fullmatch(r"(?:\+\+|--)([\w.]+)", node.text())
        if counted is not None:
            return Draft((replace(node, f"{counted[1]} {node.text()[0]}= 1"),))
    return None


FIXER = Fixer("unary-increment", frozenset({"B002"}), PYTHON, _draft)
