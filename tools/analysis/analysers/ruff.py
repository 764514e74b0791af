"""Ruff on the Python files of a change: errors, likely bugs, and the security rules that came from bandit."""

from collections.abc import Iterator
from typing import Any

from tools.analysis.analysers.program import copied, copies, run_on
from tools.analysis.change import Change, SourceFile, Unread
from tools.analysis.weaknesses import cwe_of
from tools.findings import Finding, Patch, Severity

SELECT = "E9,F,B,S"
# Asserts and subprocess calls by themselves are no problem, and the secrets' analyser takes fewer words for a
# password; style is not what a reviewer should talk about.
IGNORE = "S101,S105,S106,S107,S110,S112,S311,S404,S603,S606,S607,F401,B904,B905"
IGNORE_IN_TESTS = frozenset({"B011", "B015", "B017", "B018"})

SEVERITIES = {
    "S102": Severity.HIGH,
    "S301": Severity.HIGH,
    "S307": Severity.HIGH,
    "S501": Severity.HIGH,
    "S506": Severity.HIGH,
    "S602": Severity.HIGH,
    "S604": Severity.HIGH,
    "S605": Severity.HIGH,
    "S608": Severity.HIGH,
    "S113": Severity.MEDIUM,
    "S324": Severity.MEDIUM,
    "F821": Severity.HIGH,
    "F841": Severity.LOW,
    "B006": Severity.MEDIUM,
    "B008": Severity.MEDIUM,
}
GROUPS = {"E9": Severity.HIGH, "S": Severity.MEDIUM, "F": Severity.LOW, "B": Severity.LOW}


# A change must not be able to silence its own review: neither by a configuration nor by a comment.
OPTIONS = (
    "check",
    "--isolated",
    "--ignore-noqa",
    "--no-cache",
    "--exit-zero",
    "--output-format=json",
    f"--select={SELECT}",
    f"--ignore={IGNORE}",
    "--target-version=py312",
)


class RuffAnalyser:
    """Runs the `ruff` program on copies of the files, without any configuration of the repository's own."""

    name = "ruff"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """Findings of the selected rules.

        Raises:
            ToolError: ruff is missing, takes too long, or answers nonsense.
        """
        files = [file for file in change.files if file.language == "python"]
        if not files:
            return
        with copies(files) as (folder, placed):
            answers = list(run_on("ruff", OPTIONS, folder, placed, change.seconds))
        for answer in answers:
            if isinstance(answer, Unread):
                yield answer
                continue
            for problem in answer:
                file = copied(problem["filename"], folder, placed)
                if file is not None and not (file.is_test and _is_of_no_matter(problem.get("code") or "")):
                    yield _finding(problem, file)


def _is_of_no_matter(rule: str) -> bool:
    """Whether a rule does not matter in a test: nobody attacks it, and it may do what others should not."""
    return rule.startswith("S") or rule in IGNORE_IN_TESTS


def _finding(problem: dict[str, Any], file: SourceFile) -> Finding:
    rule = problem.get("code") or "invalid-syntax"
    message = str(problem.get("message") or rule).strip()
    fix = (problem.get("fix") or {}).get("message")
    return Finding(
        title=message.split("\n")[0].rstrip("."),
        severity=_severity(rule),
        confidence=0.7 if rule.startswith("S") else 0.85,
        rule=rule,
        path=file.path,
        line=problem["location"]["row"],
        end_line=problem.get("end_location", {}).get("row"),
        why=f"Ruff's rule {rule}{' (' + str(problem['name']) + ')' if problem.get('name') else ''}.",
        suggestion=f"{fix}." if fix else None,
        analyser="ruff",
        cwe=cwe_of(rule),
        patch=_patch(problem.get("fix"), file),
    )


def _patch(fix: dict[str, Any] | None, file: SourceFile) -> Patch | None:
    """Ruff's own fix, where it calls it safe: its edits, and the lines that they are in."""
    if not fix or fix.get("applicability") != "safe" or not fix.get("edits"):
        return None
    edits = sorted(fix["edits"], key=_start)
    first, last = _start(edits[0])[0], max(edit["end_location"]["row"] for edit in edits)
    lines = file.text.split("\n")
    if last > len(lines) + 1:
        return None
    found, row, column = "", first, 1
    for edit in edits:
        to_row, to_column = _start(edit)
        found += _between(lines, row, column, to_row, to_column) + str(edit["content"] or "")
        row, column = edit["end_location"]["row"], edit["end_location"]["column"]
    if column == 1 and row > first:  # up to the beginning of a line that is not part of it
        found, last = found.removesuffix("\n"), row - 1
    else:
        found += _between(lines, row, column, row, len(lines[row - 1]) + 1)
    return Patch(path=file.path, line=first, end_line=last, text=found.replace("\r", ""))


def _start(edit: dict[str, Any]) -> tuple[int, int]:
    return edit["location"]["row"], edit["location"]["column"]


def _between(lines: list[str], row: int, column: int, to_row: int, to_column: int) -> str:
    """The text from one place (from 1) up to another one."""
    if row == to_row:
        return lines[row - 1][column - 1 : to_column - 1]
    rest = lines[to_row - 1][: to_column - 1] if to_row <= len(lines) else ""
    return "\n".join([lines[row - 1][column - 1 :], *lines[row : to_row - 1], rest])


def _severity(rule: str) -> Severity:
    if rule == "invalid-syntax":
        return Severity.HIGH
    return SEVERITIES.get(rule) or next(
        (severity for group, severity in GROUPS.items() if rule.startswith(group)), Severity.LOW
    )
