"""Makes one list of what several analysers found: one problem at one place is one finding."""

from collections.abc import Iterable

from tools.analysis.change import Change
from tools.findings import Finding

# Rules of ruff that say the same as one of ours.
SAME = {
    "S608": "sql-from-input",
    "S602": "shell-from-input",
    "S604": "shell-from-input",
    "S605": "shell-from-input",
    "S307": "eval",
    "S102": "eval",
    "S324": "weak-hash",
    "S113": "no-timeout",
    "S310": "no-timeout",
    "S501": "tls-not-verified",
    "S323": "tls-not-verified",
    "S301": "unsafe-load",
    "S506": "unsafe-load",
    "S105": "secret",
    "S106": "secret",
    "S107": "secret",
}
# Two parts of one query stand a few lines apart; so do not the problems of other rules.
NEAR = {"sql-from-input": 4}


def problem_of(rule: str) -> str:
    """What a rule is about, whichever analyser it comes from."""
    return SAME.get(rule, "secret" if rule.startswith("secret/") else rule)


def merged(findings: Iterable[Finding], change: Change) -> list[Finding]:
    """Findings on changed lines, without repeats, the worst and surest first."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=_place):
        if not _on_changed_lines(finding, change):
            continue
        same = next((at for at, other in enumerate(kept) if _is_same(finding, other)), None)
        if same is None:
            kept.append(finding)
        else:
            kept[same] = _joined(kept[same], finding)
    return sorted(
        kept, key=lambda item: (item.severity.rank, -item.confidence, item.path or "", item.line or 0)
    )


def _place(finding: Finding) -> tuple[str, int, str]:
    return finding.path or "", finding.line or 0, finding.rule


def _on_changed_lines(finding: Finding, change: Change) -> bool:
    file = change.file(finding.path)
    if file is None or finding.line is None:
        return False
    return any(
        number in file.changed for number in range(finding.line, (finding.end_line or finding.line) + 1)
    )


def _is_same(finding: Finding, other: Finding) -> bool:
    problem = problem_of(finding.rule)
    if finding.path != other.path or problem != problem_of(other.rule):
        return False
    return (finding.line or 0) - (other.end_line or other.line or 0) <= NEAR.get(problem, 0)


def _joined(first: Finding, second: Finding) -> Finding:
    """Ours explains itself and is kept; that two analysers agree makes it surer."""
    best, other = (first, second) if second.rule in SAME or first.rule not in SAME else (second, first)
    names = dict.fromkeys([*first.analyser.split(", "), *second.analyser.split(", ")])
    agree = first.analyser != second.analyser
    return best.model_copy(
        update={
            "line": min(first.line or 0, second.line or 0),
            "end_line": max(item.end_line or item.line or 0 for item in (first, second)),
            "severity": min(first.severity, second.severity, key=lambda severity: severity.rank),
            "confidence": min(round(max(first.confidence, second.confidence) + agree * 0.05, 2), 1.0),
            "suggestion": best.suggestion or other.suggestion,
            "analyser": ", ".join(sorted(names)),
        }
    )
