"""Java: an XML parser takes no document type, and so no entities from elsewhere."""

from tools.analysis.suggestions.fixers.fixer import Fixer
from tools.analysis.suggestions.source import NEAR_LINES, Draft, Edit, Source, in_block
from tools.findings import Finding

_FEATURE = "http://apache.org/xml/features/disallow-doctype-decl"
_MAKERS = frozenset({"newDocumentBuilder", "newSAXParser"})


def _draft(finding: Finding, source: Source) -> Draft | None:
    line = (finding.line or 1) - 1
    for call in source.calls_between(max(line - NEAR_LINES, 0), line + 1):
        factory = call.name.rpartition(".")[0]
        if call.method not in _MAKERS or not factory.isidentifier() or not in_block(call.node):
            continue
        # Making the parser may throw what setting the feature may throw, in the same place.
        first = call.node.range().start.line
        indent = source.indent(first)
        start = source.starts[first] + len(indent)
        return Draft((Edit(start, start, f'{factory}.setFeature("{_FEATURE}", true);\n{indent}'),))
    return None


FIXER = Fixer("xml-java", frozenset({"CWE-611", "xxe"}), frozenset({"java"}), _draft)
