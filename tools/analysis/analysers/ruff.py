"""Ruff on the Python files of a change: errors, likely bugs, and the security rules that came from bandit."""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from tools.analysis.change import Change, SourceFile
from tools.findings import Finding, Severity
from tools.tool import ToolError

SELECT = "E9,F,B,S"
# Asserts and subprocess calls by themselves are no problem; style is not what a reviewer should talk about.
IGNORE = "S101,S311,S404,S603,S607,F401,B904,B905"
IGNORE_IN_TESTS = "S105,S106,S107,S108,S113,S501,B017"

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


class RuffAnalyser:
    """Runs the `ruff` program on copies of the files, without any configuration of the repository's own."""

    name = "ruff"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """Findings of the selected rules.

        Raises:
            ToolError: ruff is missing, takes longer than 20 s, or answers nonsense.
        """
        files = {str(number): file for number, file in enumerate(change.files) if file.language == "python"}
        if not files:
            return
        with tempfile.TemporaryDirectory(prefix="quarterdeck-ruff-") as folder:
            for number, file in files.items():
                # A name of our own making for the folder: a path from outside never leaves it.
                place = Path(folder, number, PurePosixPath(file.path).name)
                place.parent.mkdir()
                place.write_text(file.text, "utf-8")
            problems = _run(Path(folder))
        for problem in problems:
            file = files[Path(problem["filename"]).parent.name]
            if not (file.is_test and problem.get("code") in IGNORE_IN_TESTS.split(",")):
                yield _finding(problem, file)


def _run(folder: Path) -> list[dict[str, Any]]:
    from ruff import find_ruff_bin  # type: ignore[import-untyped]

    # A change must not be able to silence its own review: neither by a configuration nor by a comment.
    options = ["--isolated", "--ignore-noqa", "--no-cache", "--exit-zero", "--output-format=json"]
    command = [
        find_ruff_bin(),
        "check",
        *options,
        f"--select={SELECT}",
        f"--ignore={IGNORE}",
        "--target-version=py312",
        str(folder),
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=True)  # noqa: S603 - our own command
        problems = json.loads(done.stdout)
    except FileNotFoundError as error:
        raise ToolError("ruff is not installed.", "Install Quarterdeck again.") from error
    except (subprocess.SubprocessError, json.JSONDecodeError) as error:
        raise ToolError(f"ruff did not work ({type(error).__name__}).") from error
    return problems if isinstance(problems, list) else []


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
    )


def _severity(rule: str) -> Severity:
    if rule == "invalid-syntax":
        return Severity.HIGH
    return SEVERITIES.get(rule) or next(
        (severity for group, severity in GROUPS.items() if rule.startswith(group)), Severity.LOW
    )
