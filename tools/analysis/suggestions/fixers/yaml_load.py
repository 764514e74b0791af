"""`yaml.load` makes any object that the data asks for; `yaml.safe_load` takes the same data without."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename, without_item
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    edits: list[Edit] = []
    for call in source.on_the_way(finding):
        name = re.fullmatch(r"(\w*yaml)\.(?:unsafe_|full_)?load(_all)?", call.name)
        if name is None or call.spreads:
            continue
        loader = call.keyword("Loader") or (call.arguments[1] if len(call.arguments) > 1 else None)
        edits.append(rename(call, f"{name[1]}.safe_load{name[2] or ''}"))
        if loader is not None:
            edits.append(without_item(loader))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("yaml-load", frozenset({"unsafe-load", "CWE-502"}), PYTHON, _draft)
