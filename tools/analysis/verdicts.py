"""What becomes of a pattern's finding where the data was followed: the more exact analysis has the last word.

A rule that looks at one line takes every query that is put together for an attack. Where the flow analysis
read a file wholly and no data of anybody's reaches the place, that is one report too many, and reviews with
such reports are switched off.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tools.analysis.change import Change, SourceFile, Unread
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding

FLOW = "dataflow"
_FLOWING = frozenset(
    f"CWE-{number}" for number in (22, 78, 79, 89, 90, 94, 327, 328, 330, 501, 502, 601, 611, 614, 643, 918)
)
# What the flow analysis decides, by language.
DECIDES: Mapping[str, frozenset[str]] = {
    "python": _FLOWING,
    "java": _FLOWING,
    "javascript": _FLOWING,
    "typescript": _FLOWING,
    "tsx": _FLOWING,
}
# A change is seen without all of its callers: what comes in as a parameter may be anybody's.
IN_A_CHANGE = 0.9
IN_A_TREE = 0.25  # below what anybody is shown without asking for it
NEAR = 3  # lines between the place where a query is put together and where it runs


def weighed(findings: Iterable[Finding], change: Change, unread: Sequence[Unread]) -> Iterator[Finding]:
    """The findings, less sure where the flow analysis decides and does not agree.

    Args:
        findings: Of all analysers.
        change: What they looked at.
        unread: What the flow analysis could not look at; something without a path means all of it.
    """
    every = list(findings)
    flows = [finding for finding in every if finding.analyser == FLOW]
    decided = _decided(change, unread)
    factor = IN_A_TREE if change.whole else IN_A_CHANGE
    for finding in every:
        file = decided.get(finding.path or "")
        decides = finding.analyser != FLOW and _is_decided(finding, file)
        if not decides or any(_agree(flow, finding) for flow in flows):
            yield finding
        else:
            yield finding.model_copy(update={"confidence": round(finding.confidence * factor, 2)})


def _decided(change: Change, unread: Sequence[Unread]) -> dict[str, SourceFile]:
    """The files that were read wholly, by path."""
    if any(item.path is None for item in unread):
        return {}
    missed = {item.path for item in unread}
    return {file.path: file for file in change.files if file.language in DECIDES and file.path not in missed}


def _is_decided(finding: Finding, file: SourceFile | None) -> bool:
    return file is not None and kind_of(finding.cwe) in DECIDES[file.language or ""]


def _agree(flow: Finding, finding: Finding) -> bool:
    """Whether a flow is about the same weakness and passes the place."""
    if kind_of(flow.cwe) != kind_of(finding.cwe):
        return False
    first, last = finding.line or 0, finding.end_line or finding.line or 0
    places = [(step.path, step.line, step.line) for step in flow.steps]
    places.append((flow.path or "", flow.line or 0, flow.end_line or flow.line or 0))
    return any(
        path == finding.path and begin <= last + NEAR and end >= first - NEAR for path, begin, end in places
    )
