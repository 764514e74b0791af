"""Python: a lambda made in a loop sees the loop's last value; as a default it keeps its own."""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source
from tools.findings import Finding


def _draft(finding: Finding, source: Source) -> Draft | None:
    name = re.search(r"loop variable `(\w+)`", finding.title) or re.search(r"`(\w+)`", finding.why)
    if name is None:
        return None
    for node in source.near(finding, "lambda"):
        parameters, body = node.field("parameters"), node.field("body")
        if body is None or re.search(rf"\b{name[1]}\b", body.text()) is None:
            continue
        if parameters is None:
            start = node.range().start.index + len("lambda")
            return Draft((Edit(start, start, f" {name[1]}={name[1]}"),))
        # After a `*` it can't be given by mistake by whoever calls with one value too many.
        if re.fullmatch(r"[\w, ]+", parameters.text()) and name[1] not in parameters.text().split(", "):
            end = parameters.range().end.index
            return Draft((Edit(end, end, f", *, {name[1]}={name[1]}"),))
    return None


FIXER = Fixer("loop-variable", frozenset({"B023", "loop-variable-capture"}), PYTHON, _draft)
