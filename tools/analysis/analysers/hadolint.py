"""Hadolint on the Dockerfiles of a change."""

import re
from collections.abc import Iterator
from typing import Any

from tools.analysis.analysers.program import copied, copies, run_program
from tools.analysis.change import Change, SourceFile
from tools.findings import Finding, Severity

NAME = re.compile(r"(^|/)(Dockerfile|Containerfile)([.-][\w.-]+)?$|\.(dockerfile|Dockerfile)$")
# Versions of system packages that are not pinned, layers that could be fewer: habits, not faults.
LEFT_OUT = {
    "DL3006",
    "DL3008",
    "DL3009",
    "DL3013",
    "DL3015",
    "DL3016",
    "DL3018",
    "DL3028",
    "DL3033",
    "DL3037",
}
LEFT_OUT |= {"DL3041", "DL3042", "DL3059", "DL4006", "DL3003", "DL3045", "DL3047"}
LEVELS = {"error": (Severity.MEDIUM, 0.85), "warning": (Severity.LOW, 0.65)}
CWES = {"DL3002": "CWE-250", "DL3004": "CWE-250", "DL3020": "CWE-494", "DL3007": "CWE-1357"}


class HadolintAnalyser:
    """Runs the `hadolint` program, without the repository's configuration."""

    name = "hadolint"

    def analyse(self, change: Change) -> Iterator[Finding]:
        """Errors, and warnings that are more than a matter of habit."""
        files = [file for file in change.files if NAME.search(file.path)]
        if not files:
            return
        with copies(files) as (folder, placed):
            (folder / "none.yaml").write_text("{}\n")
            paths = sorted(str(path) for path in folder.glob("*/*"))
            options = ["--no-fail", "--no-color", "--format=json", f"--config={folder / 'none.yaml'}"]
            answer = run_program("hadolint", [*options, *paths], folder, change.seconds)
        for item in answer:
            file = copied(item["file"], folder, placed)
            if file is not None and item["level"] in LEVELS and item["code"] not in LEFT_OUT:
                yield _finding(item, file)


def _finding(item: dict[str, Any], file: SourceFile) -> Finding:
    code = str(item["code"])
    severity, confidence = LEVELS[item["level"]]
    return Finding(
        title=str(item["message"]).split("\n")[0].rstrip("."),
        severity=severity,
        confidence=confidence,
        rule=code,
        path=file.path,
        line=item["line"],
        why=f"Hadolint's rule {code}.",
        analyser=HadolintAnalyser.name,
        cwe=CWES.get(code),
    )
