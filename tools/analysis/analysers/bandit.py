"""Bandit on the Python files of a change: its tests for security holes."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.analysers.program import copied, copies
from tools.analysis.change import Change, SourceFile, Unread
from tools.analysis.weaknesses import cwe_of
from tools.findings import Finding, Severity

if TYPE_CHECKING:
    from bandit.core.issue import Issue
    from bandit.core.manager import BanditManager

# Imports and calls that are no problem by themselves, asserts, and passwords (the secrets' analyser knows
# more of them and takes fewer words for one).
LEFT_OUT = frozenset(
    f"B{number}" for number in (101, 104, 105, 106, 107, 110, 112, 311, *range(401, 416), 603, 606, 607)
)
SEVERITIES = {"HIGH": Severity.HIGH, "MEDIUM": Severity.MEDIUM, "LOW": Severity.LOW}
CONFIDENCES = {"HIGH": 0.7, "MEDIUM": 0.6, "LOW": 0.4}


class BanditAnalyser:
    """Runs bandit's tests on copies of the files, without the repository's configuration and `# nosec`."""

    name = "bandit"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """Findings of the tests, and the files that it can't parse."""
        files = [file for file in change.files if file.language == "python" and not file.is_test]
        if not files:
            return
        with copies(files) as (folder, placed), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the code that is looked at, and of bandit's plugins
            manager = _manager()
            manager.discover_files([str(folder)], recursive=True)
            manager.run_tests()
        for issue in manager.get_issue_list():
            file = copied(issue.fname, folder, placed)
            if file is not None and issue.test_id not in LEFT_OUT:
                yield _finding(issue, file)
        for path, reason in manager.skipped:
            if (file := copied(path, folder, placed)) is not None:
                yield Unread(f"bandit can't read it ({reason})", file.path)


def _manager() -> "BanditManager":
    from bandit.core.config import BanditConfig
    from bandit.core.manager import BanditManager

    manager = BanditManager(BanditConfig(), "file", quiet=True)
    manager.ignore_nosec = True
    return manager


def _finding(issue: "Issue", file: SourceFile) -> Finding:
    rule = f"bandit/{issue.test_id}"
    lines = list(issue.linerange) or [issue.lineno]
    return Finding(
        title=str(issue.text).split("\n")[0].rstrip("."),
        severity=SEVERITIES.get(issue.severity, Severity.LOW),
        confidence=CONFIDENCES.get(issue.confidence, 0.4),
        rule=rule,
        path=file.path,
        line=issue.lineno,
        end_line=max(lines[-1], issue.lineno),
        why=f"Bandit's test {issue.test_id} ({issue.test}).",
        analyser=BanditAnalyser.name,
        cwe=cwe_of(rule) or f"CWE-{issue.cwe.id}",
    )
