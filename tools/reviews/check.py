"""The check beside a commit: what is still open, with an annotation at each finding."""

from collections.abc import Sequence
from typing import Any

from storage.models import CodeFinding, FindingState
from storage.reviews import Kept
from tools.findings import Severity
from tools.redaction import redact
from tools.repos.github_checks import CheckReport
from tools.reviews.markdown import code, cut, prose

NAME = "quarterdeck"
# GitHub's limits of an output and of an annotation: docs.github.com/rest/checks/runs
LONGEST_SUMMARY, LONGEST_MESSAGE, LONGEST_TITLE = 65_535, 16_000, 255
LEVELS = {Severity.CRITICAL: "failure", Severity.HIGH: "failure", Severity.MEDIUM: "warning"}
OPEN = (FindingState.OPEN, FindingState.PUBLISHED)


def check_of(kept: Kept, findings: Sequence[CodeFinding]) -> CheckReport:
    """The check for a review. It never blocks: what people make of it is theirs to say."""
    standing = [finding for finding in findings if finding.state in OPEN]
    count = len(standing)
    title = f"{count} finding{'s' * (count != 1)}" if count else "Nothing to say"
    return CheckReport(
        name=NAME,
        key=str(kept.review.id),
        head_sha=kept.review.head_sha,
        conclusion="neutral" if count else "success",
        title=title,
        summary=cut(_summary(kept, standing), LONGEST_SUMMARY),
        annotations=[_annotation(finding) for finding in standing],
    )


def _summary(kept: Kept, standing: Sequence[CodeFinding]) -> str:
    review = kept.review
    lines = [f"- {one.severity} {code(f'{one.path}:{one.line}')} {prose(one.title)}" for one in standing]
    covered = len(review.coverage.get("covered") or ())
    lines.append(f"\n{covered} file{'s' * (covered != 1)} looked at.")
    if more := kept.left_out:
        lines.append(f"{more} more finding{'s have' if more != 1 else ' has'} no annotation.")
    failed = review.coverage.get("failed") or ()
    lines += [f"Did not (fully) run: {code(str(name))}." for name in failed]
    return "\n".join(lines)


def _annotation(finding: CodeFinding) -> dict[str, Any]:
    said = finding.wording or finding.why or finding.title
    return {
        "path": finding.path,
        "start_line": finding.line,
        "end_line": finding.end_line,
        "annotation_level": LEVELS.get(Severity(finding.severity), "notice"),
        "title": cut(finding.title, LONGEST_TITLE),
        "message": cut(redact(said), LONGEST_MESSAGE),
    }
