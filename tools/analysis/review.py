"""Reviews a pull request or the difference of two revisions with all analysers."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from pydantic import Field

from tools.analysis.assess import assess
from tools.analysis.change import Change, shown
from tools.analysis.loading import listing, load_change, load_settings
from tools.analysis.review_time import ReviewClock
from tools.analysis.running import AnalyserRun
from tools.analysis.second_opinion import second_opinion
from tools.analysis.skipped import not_looked_at
from tools.connections import Connections
from tools.findings import Dropped, Finding
from tools.redaction import redact
from tools.repos import ChangedFile, RepositoryProvider
from tools.repos.github import GitHubProvider
from tools.repos.github_reviews import GitHubReviews
from tools.resource import Cost, a_repository
from tools.tool import Effect, ToolError, ToolResult, tool

MOST_COMPARED = 300  # files that GitHub lists of a comparison


class Review(ToolResult):
    """Findings on the changed lines, worst first; `more` has those beyond what a review should have.

    What was not looked at stands in `skipped`, what a model called harmless in `dropped`, and what the change
    does by its account in `summary`.
    """

    source: str = "analysis"
    repository: str
    subject: str
    number: int | None
    author: str | None
    base: str
    head: str
    files: list[str]
    lines: int
    findings: list[Finding]
    more: list[Finding] = Field(default=[])
    code: dict[str, str]
    skipped: dict[str, str]
    analysers: list[AnalyserRun]
    dropped: list[Dropped] = Field(default=[])
    summary: str = ""

    def title(self) -> str:
        """How many findings and the worst."""
        if not self.findings:
            return f"No findings in {self.subject}"
        worst = self.findings[0]
        count = f"{len(self.findings)} finding{'s' * (len(self.findings) != 1)}"
        return f"{count} in {self.subject}; {worst.severity.value}: {worst.title} ({place(worst)})"

    def content(self) -> str:
        """Each finding with its line of code, why, and what to do."""
        ran = ", ".join(run.name for run in self.analysers if run.problem is None)
        does = f"What the change does, by the model's account: {self.summary}\n" if self.summary else ""
        read = f"{len(self.files)} files with {self.lines} changed lines were read by: {ran}."
        parts = [f"{self.title()}.\n{does}{read}"]
        parts += [_finding_text(finding, self.code.get(place(finding), "")) for finding in self.findings]
        if self.more:
            parts.append(f"{len(self.more)} more findings are not shown.")
        if self.dropped:
            parts.append(f"{len(self.dropped)} dropped by the model, which calls the code harmless:")
        parts += [_dropped_text(one) for one in self.dropped]
        parts += [f"{run.name} did not (fully) run: {run.problem}" for run in self.analysers if run.problem]
        parts += [
            f"{run.name} could not read {path}: {why}"
            for run in self.analysers
            for path, why in run.unread.items()
        ]
        parts += not_looked_at(self.skipped)
        return "\n\n".join(parts)

    def found(self) -> list[Finding]:
        """The findings."""
        return self.findings


@tool(Effect.READ, a_repository(), Cost.HEAVY, patient=True)
async def review_pull_request(connections: Connections, repository: str, number: int) -> Review:
    """Review a pull request: bugs, security holes, secrets and missing tests, at file and line.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        number: The number of the pull request.
    """
    provider, entry = connections.repository(repository)
    if not isinstance(provider, GitHubProvider):
        await provider.get_pull_request(entry.name, number)  # says why there is none
        raise ToolError(f"{entry.name} has no pull requests.")
    async with listing(connections.tell):
        pull = await GitHubReviews(provider).state(entry.name, number)
    review = await _review(
        connections, provider, entry.name, pull.files, pull.base_sha, pull.head_sha, unlisted=pull.unlisted
    )
    subject = f"{entry.name}#{number} “{pull.title}”"
    return review.model_copy(
        update={"url": pull.url, "subject": subject, "number": number, "author": pull.author}
    )


@tool(Effect.READ, a_repository(), Cost.HEAVY, patient=True)
async def review_changes(connections: Connections, repository: str, base: str, head: str) -> Review:
    """Review what one revision has that another has not, at file and line.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        base: Branch, tag or commit to compare with, such as "main" or "v1.7.2".
        head: Branch, tag or commit to review.
    """
    provider, entry = connections.repository(repository)
    comparison = await provider.compare(entry.name, base, head)
    full = provider.source == "github" and len(comparison.files) >= MOST_COMPARED
    commit = await provider.get_commit(entry.name, head)
    review = await _review(connections, provider, entry.name, comparison.files, base, commit.sha)
    if full:
        why = f"GitHub lists no more than {MOST_COMPARED} files of a comparison; a pull request shows all"
        review.skipped["(any more files)"] = why
    return review.model_copy(update={"url": comparison.url, "subject": f"{entry.name} {base}…{head}"})


async def _review(
    connections: Connections,
    provider: RepositoryProvider,
    name: str,
    changed: Sequence[ChangedFile],
    base: str,
    head: str,
    unlisted: int = 0,
) -> Review:
    clock = ReviewClock(connections.settings.review_timeout_seconds)
    change, settings = await asyncio.gather(
        load_change(provider, name, changed, head, base=base, unlisted=unlisted, tell=connections.tell),
        load_settings(provider, name, base),
    )
    seconds = clock.for_analysers(change)
    change = replace(change, seconds=seconds)
    assessment = await assess(
        change,
        settings,
        seconds=seconds,
        workers=connections.workers,
        osv=connections.osv,
        releases=connections.releases,
        suggestions=True,
        tell=connections.tell,
    )
    assessment = await second_opinion(assessment, change, connections.judge, settings, tell=connections.tell)
    findings = [
        _whole(finding, await provider.link(name, finding.path or "", head, finding.line))
        for finding in assessment.findings
    ]
    return Review(
        repository=name,
        subject=f"{name} {base[:8]}…{head[:8]}",
        number=None,
        author=None,
        base=base,
        head=head,
        files=assessment.covered,
        lines=sum(len(file.changed) for file in change.files),
        findings=findings,
        more=[_whole(finding, None) for finding in assessment.more],
        code={place(finding): _code(change, finding) for finding in findings},
        skipped=assessment.skipped,
        analysers=assessment.runs,
        dropped=assessment.dropped,
        summary=assessment.summary,
    )


def _whole(finding: Finding, url: str | None) -> Finding:
    """A finding as it is shown: only what is kept of it needs its parts."""
    return finding.model_copy(update={"url": url, "parts": ()})


def place(finding: Finding) -> str:
    """Where a finding stands: path:line."""
    return f"{shown(finding.path or '')}:{finding.line}"


def _code(change: Change, finding: Finding) -> str:
    file = change.file(finding.path)
    return redact(file.line(finding.line or 0).strip())[:300] if file else ""


def _dropped_text(dropped: Dropped) -> str:
    finding = dropped.finding
    return f"Dropped by the model: {place(finding)}: {finding.title} [{finding.rule}]: {dropped.reason}"


def _finding_text(finding: Finding, code: str) -> str:
    weight = f"{finding.severity.value} ({finding.confidence:.0%} sure)"
    head = f"{weight} {place(finding)}: {finding.title} [{finding.rule}]"
    parts = [
        head,
        f"    {code}" if code else "",
        finding.why,
        finding.suggestion or "",
        f"Found by: {finding.analyser}.",
    ]
    return "\n".join(part for part in parts if part)
