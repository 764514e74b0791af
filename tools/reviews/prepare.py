"""Reviews a pull request for publishing: what is found is kept, nothing is posted."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field

from storage.models import CodeFinding, FindingState, Review
from storage.reviews import Kept
from tools.analysis.loading import load_settings
from tools.analysis.skipped import not_looked_at
from tools.connections import Connections
from tools.findings import Finding, Patch, Place, Severity
from tools.repos.github_reviews import GitHubReviews, PullNow
from tools.resource import Cost, a_repository
from tools.reviews.gone import gone_by_now
from tools.reviews.keeping import at_github, look
from tools.tool import Effect, ToolError, ToolResult, tool

PAUSED = "reviews of it are paused"
MOVED_ON = "it has moved on to another commit"
NOT_OPEN = "it is not open"
DRAFT = "it is a draft"
OFF = "the repository's settings switch reviews off"
COVERAGE = ("skipped", "failed", "covered", "more", "dropped")
NOT_AUTOMATIC = "the repository's settings want no reviews that nobody asks for"


class KeptFinding(BaseModel):
    """A finding as it is kept; `id` is what it is settled by, `comment` where it was said.

    `steps` is the way of the data, where it is known; `wording` is what a person wants said instead.
    """

    id: str
    path: str
    line: int
    end_line: int
    severity: str
    title: str
    rule: str
    state: str
    cwe: str | None = None
    why: str = ""
    suggestion: str | None = None
    patch: Patch | None = None
    comment: str | None = None
    confidence: float = 1.0
    analyser: str = ""
    code: str = ""
    wording: str | None = None
    steps: list[Place] = Field(default=[])

    @property
    def place(self) -> str:
        """Its file and line."""
        return f"{self.path}:{self.line}"

    def as_finding(self) -> Finding:
        """It as analysers tell theirs."""
        names = ("path", "line", "end_line", "title", "rule", "cwe", "why", "suggestion", "patch")
        told = {name: getattr(self, name) for name in (*names, "confidence", "analyser")}
        return Finding(severity=Severity(self.severity), steps=tuple(self.steps), **told)


class ReviewPrepared(ToolResult):
    """A review that is ready to be published; `skipped` says why there is none."""

    source: str = "analysis"
    repository: str
    number: int
    head: str
    review: str | None = None
    skipped: str | None = None
    new: list[KeptFinding] = Field(default=[])
    known: list[KeptFinding] = Field(default=[])
    gone: int = 0
    beyond: list[KeptFinding] = Field(default=[])
    coverage: dict[str, Any] = Field(default={})
    summary: str = ""

    @property
    def standing(self) -> list[KeptFinding]:
        """What nobody has said yet, then what stands at the pull request and is still there."""
        return [*self.new, *(one for one in self.known if one.state == FindingState.PUBLISHED)]

    def found(self) -> list[Finding]:
        """The findings that count."""
        return [one.as_finding() for one in self.standing]

    def title(self) -> str:
        """What was found, or why nobody looked."""
        where = f"{self.repository}#{self.number} at {self.head[:8]}"
        if self.skipped:
            return f"No review of {where}: {self.skipped}"
        return f"Review of {where}: {len(self.new)} new, {len(self.known)} known, {self.gone} gone"

    def content(self) -> str:
        """Each finding with its reason, and what was not looked at."""
        lines = [f"{self.title()}."]
        lines += [f"What the change does, by the model's account: {self.summary}"] if self.summary else []
        lines += [_line("new", finding) for finding in self.new]
        lines += [_line(finding.state, finding) for finding in self.known]
        lines += _rest(self.beyond, int(self.coverage.get("more") or 0))
        skipped = dict(self.coverage.get("skipped") or {})
        lines += not_looked_at(skipped)
        lines += [
            "Dropped by the model: {path}:{line}: {title} [{rule}]: {reason}".format_map(one)
            for one in self.coverage.get("dropped") or ()
        ]
        lines += [f"Did not (fully) run: {name}" for name in self.coverage.get("failed") or ()]
        return "\n".join(lines)


@tool(Effect.READ, a_repository(), Cost.HEAVY, patient=True)
async def prepare_review(
    connections: Connections,
    repository: str,
    number: int,
    automatic: bool = False,
    head: str | None = None,
) -> ReviewPrepared:
    """Review a pull request so that `publish_review` can publish it. Nothing is posted by this.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request.
        automatic: Whether nobody has asked for it; then drafts and paused pull requests are left alone.
        head: The commit that is meant; nothing is done where another one is the newest.
    """
    github, name = at_github(connections, repository)
    try:
        now = await github.now(name, number)
    except ToolError as error:
        if (gone := await gone_by_now(connections, name, number)) is not None:
            raise gone from error
        raise
    skipped = await _why_not(connections, github, name, number, now, automatic=automatic, head=head)
    if skipped is not None:
        return ReviewPrepared(url=now.url, repository=name, number=number, head=now.head_sha, skipped=skipped)
    subject = connections.subject
    kept = await look(connections, name, number, ask_id=subject.ask_id if subject is not None else None)
    return _prepared(name, number, now.url, kept)


async def _why_not(
    connections: Connections,
    github: GitHubReviews,
    name: str,
    number: int,
    now: PullNow,
    *,
    automatic: bool,
    head: str | None,
) -> str | None:
    """Why this pull request is not reviewed now, if so."""
    if head is not None and now.head_sha != head:
        return MOVED_ON
    if automatic and not now.open:
        return NOT_OPEN
    if automatic and now.draft:
        return DRAFT
    row = await connections.reviews.pull(name, number)
    if automatic and row is not None and row.paused:
        return PAUSED
    settings = await load_settings(connections.github, name, now.base_sha)
    if not settings.review.enabled:
        return OFF
    return NOT_AUTOMATIC if automatic and not settings.review.automatic else None


def _prepared(name: str, number: int, url: str, kept: Kept) -> ReviewPrepared:
    return ReviewPrepared(
        url=url,
        repository=name,
        number=number,
        head=kept.review.head_sha,
        review=str(kept.review.id),
        new=[kept_finding(one, kept.review) for one in kept.new],
        known=[kept_finding(one, kept.review) for one in kept.known],
        gone=len(kept.gone),
        beyond=[kept_finding(one, kept.review) for one in kept.beyond],
        summary=kept.review.summary,
        coverage={key: kept.review.coverage.get(key) for key in COVERAGE} | {"more": kept.left_out},
    )


def kept_finding(row: CodeFinding, review: Review | None = None) -> KeptFinding:
    """A row as tools show it; the review that saw it last knows the way of the data."""
    steps: Mapping[str, Any] = (review.coverage.get("steps") or {}) if review is not None else {}
    return KeptFinding(
        id=str(row.id),
        path=row.path,
        line=row.line,
        end_line=row.end_line,
        severity=row.severity,
        title=row.title,
        rule=row.rule,
        state=row.state,
        cwe=row.cwe,
        why=row.why,
        suggestion=row.suggestion,
        patch=Patch.model_validate(row.patch) if row.patch else None,
        comment=row.comment_id,
        confidence=row.confidence,
        analyser=row.analyser,
        code=row.code,
        wording=row.wording,
        steps=[Place(path=str(path), line=int(line)) for path, line in steps.get(row.fingerprint, ())],
    )


class FindingList(ToolResult):
    """What was found in a pull request so far, and what became of it; `head` is what was looked at last."""

    source: str = "analysis"
    repository: str
    number: int
    findings: list[KeptFinding]
    head: str | None = None
    paused: bool = False

    def title(self) -> str:
        """How many."""
        count = len(self.findings)
        beyond = sum(one.state == FindingState.BEYOND for one in self.findings)
        rest = f", {beyond} of them beyond what a review has room for" if beyond else ""
        return f"{count} finding{'s' * (count != 1)} of {self.repository}#{self.number}{rest}"

    def content(self) -> str:
        """One finding a line, with its reason."""
        paused = ["Reviews of its pushes are paused."] if self.paused else []
        said = [one for one in self.findings if one.state != FindingState.BEYOND]
        rest = [one for one in self.findings if one.state == FindingState.BEYOND]
        lines = [*(_line(one.state, one) for one in said), *_rest(rest, len(rest))]
        return "\n".join([f"{self.title()}.", *paused, *lines])


@tool(Effect.READ, a_repository())
async def list_findings(connections: Connections, repository: str, number: int) -> FindingList:
    """List what reviews have found in a pull request before, and what became of each finding.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request.
    """
    _, name = at_github(connections, repository)
    store = connections.reviews
    row = await store.pull(name, number)
    review = None if row is None else await store.latest(row.id)
    found = [] if row is None else await store.all_findings(row.id)
    return FindingList(
        url=await connections.github.pull_link(name, number),
        repository=name,
        number=number,
        findings=[kept_finding(one, review) for one in found],
        head=review.head_sha if review is not None else None,
        paused=row is not None and row.paused,
    )


def finding_at(findings: list[KeptFinding], comment: str) -> KeptFinding:
    """The finding that a comment at GitHub is about.

    Raises:
        ToolError: it is about none of ours.
    """
    for finding in findings:
        if finding.comment == comment:
            return finding
    raise ToolError("This thread is not about a finding of mine.", "Answer in the thread of one.")


def _rest(findings: Sequence[KeptFinding], count: int) -> list[str]:
    """What a review has no room for, in a line each."""
    lines = [f"Beyond what a review has room for: {count}."] if count else []
    lines += [f"- {one.severity} {one.place}: {one.title} [{one.rule}]" for one in findings]
    left = count - len(findings)
    return [*lines, *([f"- and {left} more, which are not kept"] if left > 0 else [])]


def _line(state: str, finding: KeptFinding) -> str:
    cwe = f", {finding.cwe}" if finding.cwe else ""
    said = " ".join(part for part in (finding.why, finding.suggestion or "") if part)
    sure = f"{finding.confidence:.0%} sure, found by {finding.analyser or 'a person'}"
    lines = [f"- {state}: {finding.severity} {finding.place}: {finding.title} [{finding.rule}{cwe}; {sure}]"]
    lines += [f"  {said}"] if said else []
    lines += [f"  code: {finding.code}"] if finding.code else []
    if finding.steps:
        lines.append(
            "  the way of the data: " + " → ".join(f"{one.path}:{one.line}" for one in finding.steps)
        )
    if finding.wording is not None:
        lines.append(f"  reworded by a person: {finding.wording}")
    if finding.patch is not None:
        lines.append(f"  It has a change that was checked, for lines {finding.patch.line} to "
                     f"{finding.patch.end_line}:\n{finding.patch.text}")  # fmt: skip
    return "\n".join(lines)
