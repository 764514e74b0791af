"""Zizmor on the GitHub Actions workflows of a change, without the network."""

import re
from collections.abc import Iterator
from typing import Any

from tools.analysis.analysers.program import copies, run_program
from tools.analysis.change import Change, SourceFile, Unread
from tools.findings import Finding, Severity
from tools.tool import ToolError

WORKFLOW = re.compile(r"(^|/)\.github/workflows/[^/]+\.ya?ml$")
SEVERITIES = {
    "High": Severity.HIGH,
    "Medium": Severity.MEDIUM,
    "Low": Severity.LOW,
    "Informational": Severity.INFO,
}
CONFIDENCES = {"High": 0.9, "Medium": 0.75, "Low": 0.45}
# True of nearly every workflow that there is: reported only to those who ask for low confidence, too.
EVERYWHERE = {"unpinned-uses": 0.4, "artipacked": 0.4, "excessive-permissions": 0.45, "unpinned-images": 0.4}
CWES = {
    "template-injection": "CWE-94",
    "dangerous-triggers": "CWE-829",
    "unpinned-uses": "CWE-829",
    "unpinned-images": "CWE-829",
    "known-vulnerable-actions": "CWE-1395",
    "hardcoded-container-credentials": "CWE-798",
    "excessive-permissions": "CWE-250",
    "artipacked": "CWE-522",
    "secrets-inherit": "CWE-522",
    "overprovisioned-secrets": "CWE-522",
    "cache-poisoning": "CWE-349",
    "github-env": "CWE-94",
    "insecure-commands": "CWE-94",
    "bot-conditions": "CWE-290",
    "unsound-condition": "CWE-571",
    "unsound-contains": "CWE-183",
}
OPTIONS = (
    "--offline",
    "--no-config",
    "--no-ignores",
    "--no-progress",
    "--quiet",
    "--format=json-v1",
    "--collect=all",
)
EXIT_CODES = (0, 11, 12, 13, 14)  # zizmor's own for the worst severity among the findings


class ZizmorAnalyser:
    """Runs the `zizmor` program offline, without the repository's configuration and ignoring comments."""

    name = "zizmor"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """Findings of its regular audits."""
        files = [file for file in change.files if WORKFLOW.search(file.path)]
        with copies(files, ".github/workflows") as (folder, placed):
            for number, file in placed.items():
                # One by one: it ends at the first file that it can't read.
                try:
                    answer = run_program("zizmor", [*OPTIONS, number], folder, change.seconds, EXIT_CODES)
                except ToolError as error:
                    yield Unread(str(error), file.path)
                    continue
                places = ((item, place) for item in answer for place in item.get("locations", []))
                for item, place in places:
                    if place["symbolic"].get("kind") == "Primary":
                        yield _finding(item, place, file)


def _finding(item: dict[str, Any], place: dict[str, Any], file: SourceFile) -> Finding:
    rule, sure = str(item["ident"]), item["determinations"]
    lines = place["concrete"]["location"]
    first = lines["start_point"]["row"] + 1
    # A block's end is where the next one begins.
    last = lines["end_point"]["row"] + (lines["end_point"]["column"] > 0)
    return Finding(
        title=f"{str(item['desc']).capitalize()}: {place['symbolic'].get('annotation', '')}".rstrip(": ."),
        severity=SEVERITIES.get(sure["severity"], Severity.LOW),
        confidence=EVERYWHERE.get(rule, CONFIDENCES.get(sure["confidence"], 0.45)),
        rule=f"zizmor/{rule}",
        path=file.path,
        line=first,
        end_line=max(first, last),
        why=f"Zizmor's audit {rule}.",
        analyser=ZizmorAnalyser.name,
        cwe=CWES.get(rule),
        url=item.get("url"),
    )
