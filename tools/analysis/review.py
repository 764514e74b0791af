"""Reviews a pull request or the difference of two revisions with all analysers."""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel

from tools.analysis.analysers import ANALYSERS
from tools.analysis.change import Analyser, Change, SourceFile
from tools.analysis.merge import merged
from tools.connections import Connections
from tools.findings import Finding
from tools.redaction import redact
from tools.repos import ChangedFile, RepositoryProvider, patch_lines
from tools.resource import Cost, a_repository
from tools.tool import Effect, ToolError, ToolResult, tool

MOST_FILES = 80
LARGEST_FILE = 500_000
AT_ONCE = 6
GONE = ("removed", "deleted")


class AnalyserRun(BaseModel):
    """How an analyser fared: how many findings before merging, or why it could not work."""

    name: str
    findings: int = 0
    problem: str | None = None


class Review(ToolResult):
    """Findings on the changed lines, worst first; what was not looked at stands in `skipped`."""

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
    code: dict[str, str]
    skipped: dict[str, str]
    analysers: list[AnalyserRun]

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
        parts = [
            f"{self.title()}.\n{len(self.files)} files with {self.lines} changed lines were read by: {ran}."
        ]
        parts += [_finding_text(finding, self.code.get(place(finding), "")) for finding in self.findings]
        parts += [f"{run.name} did not run: {run.problem}" for run in self.analysers if run.problem]
        parts += [f"Not looked at: {path}: {why}" for path, why in self.skipped.items()]
        return "\n\n".join(parts)

    def found(self) -> list[Finding]:
        """The findings."""
        return self.findings


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def review_pull_request(connections: Connections, repository: str, number: int) -> Review:
    """Review a pull request: bugs, security holes, secrets and missing tests, at file and line.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        number: The number of the pull request.
    """
    provider, entry = connections.repository(repository)
    pull = await provider.get_pull_request(entry.name, number)
    review = await _review(provider, entry.name, pull.files, pull.base_sha, pull.head_sha)
    subject = f"{entry.name}#{number} “{pull.title}”"
    return review.model_copy(
        update={"url": pull.url, "subject": subject, "number": number, "author": pull.author}
    )


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def review_changes(connections: Connections, repository: str, base: str, head: str) -> Review:
    """Review what one revision has that another has not, at file and line.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        base: Branch, tag or commit to compare with, such as "main" or "v1.7.2".
        head: Branch, tag or commit to review.
    """
    provider, entry = connections.repository(repository)
    comparison = await provider.compare(entry.name, base, head)
    commit = await provider.get_commit(entry.name, head)
    review = await _review(provider, entry.name, comparison.files, base, commit.sha)
    return review.model_copy(update={"url": comparison.url, "subject": f"{entry.name} {base}…{head}"})


async def _review(
    provider: RepositoryProvider, name: str, changed: Sequence[ChangedFile], base: str, head: str
) -> Review:
    change, skipped = await _load(provider, name, changed, head)
    found, runs = await _analyse(change)
    findings = [
        finding.model_copy(update={"url": await provider.link(name, finding.path or "", head, finding.line)})
        for finding in merged(found, change)
    ]
    return Review(
        repository=name,
        subject=f"{name} {base[:8]}…{head[:8]}",
        number=None,
        author=None,
        base=base,
        head=head,
        files=[file.path for file in change.files],
        lines=sum(len(file.changed) for file in change.files),
        findings=findings,
        code={place(finding): _code(change, finding) for finding in findings},
        skipped=skipped,
        analysers=runs,
    )


async def _load(
    provider: RepositoryProvider, name: str, changed: Sequence[ChangedFile], head: str
) -> tuple[Change, dict[str, str]]:
    skipped: dict[str, str] = {}
    files: dict[str, SourceFile] = {}
    gate = asyncio.Semaphore(AT_ONCE)

    async def load(entry: ChangedFile) -> None:
        if entry.status in GONE or not entry.additions:
            return
        if entry.patch is None:
            skipped[entry.path] = "its difference is binary or too large"
            return
        async with gate:
            try:
                blob = await provider.read_file(name, entry.path, head)
            except ToolError as error:
                skipped[entry.path] = str(error)
                return
        if len(blob.data) > LARGEST_FILE or b"\0" in blob.data[:8000]:
            skipped[entry.path] = "it is binary" if b"\0" in blob.data[:8000] else "it is too large"
            return
        lines = frozenset(line.new for line in patch_lines(entry.patch) if line.kind == "added" and line.new)
        text = blob.data.decode("utf-8", "replace")
        files[entry.path] = SourceFile(entry.path, text, lines, entry.status == "added")

    wanted = changed[:MOST_FILES]
    await asyncio.gather(*(load(entry) for entry in wanted))
    skipped.update({entry.path: f"more than {MOST_FILES} files changed" for entry in changed[MOST_FILES:]})
    ordered = tuple(files[entry.path] for entry in wanted if entry.path in files)
    return Change(ordered, tuple(entry.path for entry in changed)), skipped


async def _analyse(change: Change) -> tuple[list[Finding], list[AnalyserRun]]:
    """All analysers side by side. One that fails is named and does not stop the others."""

    async def run(analyser: Analyser) -> tuple[list[Finding], AnalyserRun]:
        try:
            found = await asyncio.to_thread(lambda: list(analyser.analyse(change)))
        except Exception as error:
            # Whatever a strange file does to one analyser, the others still have something to say.
            problem = str(error) if isinstance(error, ToolError) else f"it failed ({type(error).__name__})"
            return [], AnalyserRun(name=analyser.name, problem=problem)
        return found, AnalyserRun(name=analyser.name, findings=len(found))

    results = await asyncio.gather(*(run(analyser) for analyser in ANALYSERS))
    return [finding for found, _ in results for finding in found], [outcome for _, outcome in results]


def place(finding: Finding) -> str:
    """Where a finding stands: path:line."""
    return f"{finding.path}:{finding.line}"


def _code(change: Change, finding: Finding) -> str:
    file = change.file(finding.path)
    return redact(file.line(finding.line or 0).strip())[:300] if file else ""


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
