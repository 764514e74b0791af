"""Data that gets from a request to where it does harm, followed across functions and files."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.change import Change, Unread
from tools.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from tools.analysis.dataflow import Flow

LANGUAGES = frozenset({"python", "java", "javascript", "typescript", "tsx"})
SEVERITIES = {"high": Severity.HIGH, "medium": Severity.MEDIUM, "low": Severity.LOW}
CONFIDENCES = {"high": 0.9, "medium": 0.7, "low": 0.4}
# It hands out what it has when its own time is over, and is ended after the whole.
LEFT = 10.0  # seconds, and no more than this share
LEFT_SHARE = 0.3


class DataflowAnalyser:
    """Our own taint analysis, for Python, JavaScript, TypeScript and Java."""

    name = "dataflow"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """One finding per flow that ends in a changed file, and the files that could not be followed."""
        wanted = [file for file in change.files if file.language in LANGUAGES]
        if not change.whole:  # tests do to themselves what nobody else may
            wanted = [file for file in wanted if not file.is_test]
        if not wanted:
            return
        from tools.analysis.dataflow import find_flows
        from tools.analysis.dataflow.engine import NO_TIME

        files = dict(change.context) | {file.path: file.text for file in change.files}
        only = frozenset(file.path for file in wanted)
        first = [file.path for file in wanted]  # those with the most risk come first in a change
        seconds = change.seconds - min(change.seconds * LEFT_SHARE, LEFT)
        report = find_flows(files, only=only, first=first, seconds=seconds)
        yield from (_finding(flow) for flow in report.flows)
        for problem in report.problems:
            if problem.path in only:
                place = f"line {problem.line}: " if problem.line else ""
                yield Unread(f"{place}{problem.reason}", problem.path)
            elif problem.path not in files:
                yield Unread(problem.reason)
        if missed := sum(problem.reason == NO_TIME for problem in report.problems):
            yield Unread(f"the time was up before all was read; {missed} files were left out")


def _finding(flow: "Flow") -> Finding:
    return Finding(
        title=flow.title,
        severity=SEVERITIES[flow.severity],
        confidence=CONFIDENCES[flow.confidence],
        rule=flow.rule,
        path=flow.path,
        line=flow.line,
        end_line=flow.end_line,
        why=flow.why,
        analyser=DataflowAnalyser.name,
        cwe=flow.cwe,
        steps=tuple(Place(path=path, line=line) for path, line in flow.steps),
    )
