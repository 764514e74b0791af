"""Orders findings and keeps a review short: the worst and surest are shown, the rest is counted."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tools.findings import Finding

# For each rule: how many of its findings people dismissed, and how many were published.
Dismissals = Mapping[str, tuple[int, int]]

FEW = 3  # dismissals before a rule is believed to be unwanted
UNWANTED = 0.75


def ranked(
    findings: Sequence[Finding], most: int, most_per_file: int, dismissals: Dismissals | None = None
) -> tuple[list[Finding], list[Finding]]:
    """The findings to show, the worst first, and the others.

    Args:
        findings: Without repeats.
        most: How many to show at the most.
        most_per_file: How many of one file; a file that has more has a problem of its own.
        dismissals: What the people of this repository did with findings of these rules before.
    """
    known = dismissals or {}
    ordered = sorted(findings, key=lambda item: _weight(item, known))
    chosen: list[Finding] = []
    more: list[Finding] = []
    of_file: Counter[str] = Counter()
    for finding in ordered:
        path = finding.path or ""
        full = len(chosen) >= most or of_file[path] >= most_per_file
        if full or _is_unwanted(finding, known):
            more.append(finding)
        else:
            chosen.append(finding)
            of_file[path] += 1
    return chosen, more


def _weight(finding: Finding, dismissals: Dismissals) -> tuple[int, float, str, int]:
    dismissed, published = dismissals.get(finding.rule, (0, 0))
    # Two made-up findings that stood: one dismissal alone says little.
    belief = 1 - dismissed / (max(published, dismissed) + 2)
    return finding.severity.rank, -finding.confidence * belief, finding.path or "", finding.line or 0


def _is_unwanted(finding: Finding, dismissals: Dismissals) -> bool:
    dismissed, published = dismissals.get(finding.rule, (0, 0))
    return dismissed >= FEW and dismissed >= UNWANTED * max(published, dismissed)
