"""Says whether a patch did what it should: its finding is gone, and nothing else came."""

from collections import Counter
from collections.abc import Iterable, Sequence

from tools.analysis.merge import problem_of
from tools.analysis.suggestions.copies import Copy
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding


def is_gone(copy: Copy, before: Iterable[Finding], after: Iterable[Finding]) -> bool:
    """Whether fewer findings of its kind are left at its place, by as many as there were on its lines.

    Args:
        copy: The patched file, and the finding.
        before: What all analysers found in the file.
        after: What they find in the copy.
    """
    same = [item for item in before if _same(item, copy.finding)]
    on_lines = sum(_touches(item, *_lines(copy.finding)) for item in same)
    first, last = _region(copy)
    there = sum(_touches(item, first, last) for item in same)
    left = sum(_touches(item, first, last + copy.shift) for item in after if _same(item, copy.finding))
    return on_lines > 0 and left <= there - on_lines


def new_ones(copy: Copy, before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """The findings that the patch brought: each that no finding from before can have become."""
    first, last = _region(copy)
    at_place: Counter[str] = Counter()
    elsewhere: Counter[tuple[str, int]] = Counter()
    for item in before:
        if _touches(item, first, last):
            at_place[item.rule] += 1
        else:
            elsewhere[item.rule, copy.moved(item.line or 0)] += 1
    new: list[Finding] = []
    for item in after:
        if _touches(item, first, last + copy.shift):
            at_place[item.rule] -= 1
            is_new = at_place[item.rule] < 0
        else:
            elsewhere[item.rule, item.line or 0] -= 1
            is_new = elsewhere[item.rule, item.line or 0] < 0
        if is_new:
            new.append(item)
    return new


def _region(copy: Copy) -> tuple[int, int]:
    """The lines of the finding and of the patch, and those between them."""
    first, last = _lines(copy.finding)
    return min(first, copy.patch.line), max(last, copy.patch.end_line)


def _lines(finding: Finding) -> tuple[int, int]:
    first = finding.line or 0
    return first, max(finding.end_line or first, first)


def _touches(finding: Finding, first: int, last: int) -> bool:
    begin, end = _lines(finding)
    return begin <= last and end >= first


def _same(finding: Finding, other: Finding) -> bool:
    """Whether two findings are about the same problem, whichever analyser found them."""
    kind = kind_of(finding.cwe)
    return problem_of(finding.rule) == problem_of(other.rule) or (
        kind is not None and kind == kind_of(other.cwe)
    )
