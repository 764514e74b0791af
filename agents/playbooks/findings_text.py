"""Puts findings into lines: a part of several playbooks."""

from collections.abc import Sequence

from agents.playbooks.wording import listed
from tools.findings import Finding


def finding_lines(findings: Sequence[Finding], evidence: str, most: int) -> str:
    """The worst findings as a list, each with its place and citation; the rest counted."""
    ranked = sorted(findings, key=lambda finding: (finding.severity.rank, -finding.confidence))
    return listed([_line(finding, evidence) for finding in ranked], most)


def _line(finding: Finding, evidence: str) -> str:
    place = _place(finding)
    return f"{finding.severity.mark} {f'`{place}` ' if place else ''}{finding.title} [{evidence}]"


def _place(finding: Finding) -> str:
    if finding.path is None:
        return ""
    return finding.path if finding.line is None else f"{finding.path}:{finding.line}"
