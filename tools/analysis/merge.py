"""Makes one list of what several analysers found: one problem at one place is one finding."""

import re
from collections.abc import Iterable

from tools.analysis.change import Change
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding

# Rules of ruff, and with its numbers of bandit, that say the same as one of ours.
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
    "S110": "swallowed-error",
    "S112": "swallowed-error",
    "S201": "debug-mode",
    "B006": "mutable-default",
    "B012": "return-in-finally",
    "B023": "loop-variable-capture",
    "F632": "identity-comparison",
    "S105": "secret",
    "S106": "secret",
    "S107": "secret",
}
# Two parts of one query stand a few lines apart; so do not the problems of other rules.
NEAR = {"sql-from-input": 4}
# Who explains a problem best, first; programs that look at lines alone come last.
EXACT = ("dataflow", "patterns", "secrets")
COARSE = ("ruff", "bandit")


def problem_of(rule: str) -> str:
    """What a rule is about, whichever analyser it comes from."""
    if rule.startswith("bandit/B"):
        rule = f"S{rule.removeprefix('bandit/B')}"
    return SAME.get(rule, "secret" if rule.startswith("secret/") else rule)


def merged(findings: Iterable[Finding], change: Change) -> list[Finding]:
    """Findings on changed lines, or of what they did elsewhere, once each, the worst and surest first."""
    changed = {file.path: file.changed for file in change.files}
    kept: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=_place):
        if not finding.elsewhere and not _on_lines(finding, changed.get(finding.path or "", frozenset())):
            continue
        of_file = kept.setdefault(finding.path or "", [])
        same = next((at for at, other in enumerate(of_file) if _is_same(finding, other)), None)
        if same is None:
            of_file.append(finding)
        else:
            of_file[same] = _joined(of_file[same], finding)
    every = [finding for of_file in kept.values() for finding in of_file]
    return sorted(
        every, key=lambda item: (item.severity.rank, -item.confidence, item.path or "", item.line or 0)
    )


def _place(finding: Finding) -> tuple[str, bool, int, str]:
    # Flows first: they say which places belong together.
    return finding.path or "", not finding.steps, finding.line or 0, finding.rule


def _last(finding: Finding) -> int:
    return finding.end_line or finding.line or 0


def _on_lines(finding: Finding, lines: frozenset[int]) -> bool:
    if finding.line is None:
        return False
    return any(number in lines for number in range(finding.line, _last(finding) + 1))


def _is_same(finding: Finding, other: Finding) -> bool:
    problem = problem_of(finding.rule)
    if problem == problem_of(other.rule):
        return _gap(finding, other) <= NEAR.get(problem, 0)
    kind = kind_of(finding.cwe)
    if kind is None or kind != kind_of(other.cwe) or finding.analyser == other.analyser:
        return False
    return _gap(finding, other) <= 0 or _passes(finding, other) or _passes(other, finding)


def _gap(finding: Finding, other: Finding) -> int:
    """How many lines one begins after the other's last one; 0 or less where they overlap."""
    return max((finding.line or 0) - _last(other), (other.line or 0) - _last(finding))


def _passes(flow: Finding, finding: Finding) -> bool:
    """Whether data flows through the lines of a finding on its way to the place of another one."""
    lines = range(finding.line or 0, _last(finding) + 1)
    return any(step.path == finding.path and step.line in lines for step in flow.steps)


def _joined(first: Finding, second: Finding) -> Finding:
    """The one that explains itself best is kept; that two analysers agree makes it surer."""
    best, other = sorted((first, second), key=_vague)
    names = dict.fromkeys([*first.analyser.split(", "), *second.analyser.split(", ")])
    agree = first.analyser != second.analyser
    lines: dict[str, int | None] = {"line": best.line, "end_line": best.end_line}
    if not best.steps:
        lines = {
            "line": min(first.line or 0, second.line or 0),
            "end_line": max(_last(first), _last(second)),
        }
    return best.model_copy(
        update={
            **lines,
            "severity": min(first.severity, second.severity, key=lambda severity: severity.rank),
            "confidence": min(round(max(first.confidence, second.confidence) + agree * 0.05, 2), 1.0),
            "suggestion": best.suggestion or other.suggestion,
            "patch": best.patch or other.patch,
            "cwe": best.cwe or other.cwe,
            "analyser": ", ".join(sorted(names)),
            "parts": (*(first.parts or (first,)), *(second.parts or (second,))),
        }
    )


def _vague(finding: Finding) -> int:
    names = re.split(", ", finding.analyser)
    if any(name in EXACT for name in names):
        return min(EXACT.index(name) for name in names if name in EXACT)
    return len(EXACT) + all(name in COARSE for name in names)
