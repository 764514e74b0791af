"""What a review says at GitHub: its comments at lines, and its short summary."""

from collections import Counter
from collections.abc import Sequence

from storage.models import CodeFinding, Review
from storage.reviews import Kept
from tools.analysis.skipped import by_reason
from tools.findings import Severity
from tools.redaction import redact
from tools.repos.github_reviews import NewComment, PullState
from tools.reviews import marks
from tools.reviews.diagram import diagram
from tools.reviews.markdown import LONGEST_BODY, cell, code, cut, fenced, prose
from tools.reviews.placing import Diff, suggestion_of

LONGEST_TEXT = 8_000  # of what one finding says
MOST_ROWS = 40
MOST_REST = 100  # of the findings for which a review has no room
NOT_LOOKED_AT = 5  # files that are named


def comment(finding: CodeFinding, diff: Diff) -> NewComment | None:
    """A finding as a comment at its lines; None where the diff does not show them."""
    patch = suggestion_of(finding, diff)
    span = diff.span(finding)
    if patch is not None:
        first, last = patch.line, patch.end_line
    elif span is not None:
        first, last = span.first, span.last
    else:
        return None
    body = text_of(finding, diff)
    return NewComment(finding.path, last, body, first if first < last else None)


def text_of(finding: CodeFinding, diff: Diff) -> str:
    """What is said about a finding, with its mark."""
    mark = marks.of_finding(finding.fingerprint)
    patch = suggestion_of(finding, diff)
    offered = fenced(patch.text, "suggestion") if patch is not None else ""
    if len(offered) > LONGEST_BODY // 2:
        offered = ""
    said = [_said(finding), offered, f"<sub>{_origin(finding)}</sub>", mark]
    return "\n\n".join(part for part in said if part)


def _said(finding: CodeFinding) -> str:
    if finding.wording is not None:
        return prose(cut(redact(finding.wording), LONGEST_TEXT))
    severity = Severity(finding.severity)
    parts = [f"{severity.mark} **{prose(cut(finding.title, 300))}**"]
    parts += [prose(cut(text, LONGEST_TEXT)) for text in (finding.why, finding.suggestion or "") if text]
    return "\n\n".join(parts)


def _origin(finding: CodeFinding) -> str:
    cwe = f" · {prose(finding.cwe)}" if finding.cwe else ""
    sure = f"{finding.confidence:.0%} sure"
    by = f"{code(finding.rule)} by {prose(finding.analyser)}" if finding.analyser else code(finding.rule)
    return f"{finding.severity}{cwe} · {sure} · {by}. 👎 or “won't fix” keeps it away."


def summary(
    kept: Kept,
    state: PullState,
    at_lines: Sequence[CodeFinding],
    elsewhere: Sequence[CodeFinding],
) -> str:
    """The review's own text: what the change does, how risky it is, what to look at first."""
    review = kept.review
    findings = [*at_lines, *elsewhere]
    mark = marks.of_review(review.id)
    blocks = [
        f"### {_headline(findings)}",
        prose(cut(review.summary, LONGEST_TEXT)) if review.summary else _what_it_does(state),
        _first_of_all(findings),
        _table(findings),
        diagram(review, findings),
        *(f"{_where(finding)}: {text_of(finding, Diff(()))}" for finding in elsewhere),
        _coverage(review),
        _rest(kept),
    ]
    return within([block for block in blocks if block], mark)


def within(blocks: Sequence[str], mark: str) -> str:
    """The blocks that fit into GitHub's limit, and the mark in any case."""
    kept: list[str] = []
    room = LONGEST_BODY - len(mark) - 200
    for block in blocks:
        if len(block) + 2 > room:
            kept.append("*There is more than fits here.*")
            break
        kept.append(block)
        room -= len(block) + 2
    return "\n\n".join([*kept, mark])


def _headline(findings: Sequence[CodeFinding]) -> str:
    count = f"{len(findings)} finding{'s' * (len(findings) != 1)}"
    by = Counter(finding.severity for finding in findings)
    parts = [f"{by[one]} {one.value}" for one in Severity if by[one]]
    return f"{count}: {', '.join(parts)}"


def _what_it_does(state: PullState) -> str:
    added = sum(file.additions for file in state.files)
    removed = sum(file.deletions for file in state.files)
    names = [code(file.path) for file in state.files[:3]]
    more = f" and {len(state.files) - 3} more" if len(state.files) > 3 else ""
    return f"**{prose(state.title)}** changes {', '.join(names)}{more} (+{added} −{removed})."


def _first_of_all(findings: Sequence[CodeFinding]) -> str:
    worst = min(findings, key=lambda finding: Severity(finding.severity).rank)
    risk = Severity(worst.severity).risk
    return f"**Risk:** {risk}. **Look first at** {_where(worst)}: {prose(cut(worst.title, 200))}."


def _where(finding: CodeFinding) -> str:
    return code(f"{finding.path}:{finding.line}")


def _table(findings: Sequence[CodeFinding]) -> str:
    rows = [
        f"| {Severity(one.severity).mark} {one.severity} | {cell(_where(one))} "
        f"| {cell(prose(cut(one.title, 160)))} |"
        for one in findings[:MOST_ROWS]
    ]
    left = len(findings) - len(rows)
    more = [f"| | | and {left} more |"] if left > 0 else []
    return "\n".join(["| | where | what |", "|---|---|---|", *rows, *more]) if len(findings) > 1 else ""


def _rest(kept: Kept) -> str:
    """What the review has no room for, folded up. Without marks: none of it is said as a comment."""
    count = kept.left_out
    if not count:
        return ""
    lines = [
        f"- {Severity(one.severity).mark} {one.severity} {_where(one)} {_line(one.title)}"
        for one in kept.beyond[:MOST_REST]
    ]
    left = count - len(lines)
    lines += [f"- and {left} more"] if left else []
    told = f"{count} more finding{'s' * (count != 1)}, without a comment"
    listed = "\n".join(lines)
    return f"<details><summary>{told}</summary>\n\n{listed}\n\n</details>"


def _line(text: str) -> str:
    return prose(cut(" ".join(text.split()), 160))


def _coverage(review: Review) -> str:
    """What was left out, and why: a review that says nothing of it would promise too much."""
    told = []
    if dropped := list(review.coverage.get("dropped") or ()):
        are = "s are" if len(dropped) != 1 else " is"
        told.append(f"{len(dropped)} finding{are} not shown because the model calls the code harmless.")
    skipped: dict[str, str] = dict(review.coverage.get("skipped") or {})
    if len(skipped) > NOT_LOOKED_AT:
        reasons = by_reason(skipped)
        counted = "; ".join(
            f"{count} file{'s' * (count != 1)} in {code(folders)}: {prose(why)}"
            for why, count, folders in reasons[:NOT_LOOKED_AT]
        )
        left = sum(count for _, count, _ in reasons[NOT_LOOKED_AT:])
        rest = f"; and {left} for other reasons" if left else ""
        told.append(f"Not looked at: {len(skipped)} files. {counted}{rest}.")
    elif skipped:
        named = "; ".join(f"{code(path)}: {prose(str(why))}" for path, why in skipped.items())
        told.append(f"Not looked at: {named}.")
    if failed := list(review.coverage.get("failed") or ()):
        told.append(f"Did not (fully) run: {', '.join(code(str(name)) for name in failed)}.")
    return f"<sub>{' '.join(told)}</sub>" if told else ""
