"""The debt of a repository as a tool: hotspots, how it moved, what is old, and what to do first."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from tools.analysis.debt.chart import draw
from tools.analysis.debt.churn import Churn, churn
from tools.analysis.debt.hotspots import hotspots
from tools.analysis.debt.practices import missing_practices
from tools.analysis.debt.proposals import Kind, proposals
from tools.analysis.debt.trend import Measured, measured
from tools.connections import Connections
from tools.findings import Finding, Severity
from tools.resource import Cost, a_repository
from tools.security.manifests import read_manifests
from tools.security.releases import Outdated
from tools.tool import Effect, ToolResult, tool

SHORTEST, LONGEST = 14, 730  # days
MOST_HOTSPOTS = 8
MOST_OUTDATED = 10
MOST_NAMED = 5


class HotFile(BaseModel):
    """A file that is hard and often changed; `share` of all change × complexity, 0 to 1."""

    path: str
    commits: int
    authors: int
    lines: int
    complexity: int
    share: float
    hardest: str | None
    url: str | None = None


class DebtAt(BaseModel):
    """What was measured at a moment; `copied` is a share, 0 to 1."""

    at: datetime
    sha: str
    lines: int
    ways_per_hundred_lines: float
    copied: float


class OldPackage(BaseModel):
    """A package behind its newest release; `years` between the two releases."""

    name: str
    version: str
    newest: str
    years: float
    path: str


class Step(BaseModel):
    """A proposal with its expected gain."""

    kind: Kind
    title: str
    path: str
    line: int | None
    gain: str
    why: str
    url: str | None = None


class TechnicalDebt(ToolResult):
    """The debt of a repository over the last days; `untold` says what could not be looked at."""

    source: str = "analysis"
    repository: str
    days: int
    lines: int
    commits_read: int
    complete: bool
    moments: list[DebtAt]
    hotspots: list[HotFile]
    outdated: list[OldPackage]
    missing: dict[str, str]
    steps: list[Step]
    untold: dict[str, str]

    def found(self) -> list[Finding]:
        """The proposals, as recommendations."""
        return [
            Finding(
                title=step.title,
                severity=Severity.INFO,
                confidence=0.8,
                rule=f"recommendation/{step.kind}",
                path=step.path,
                line=step.line,
                why=step.why,
                suggestion=f"Expected gain: {step.gain}.",
                analyser="debt",
                url=step.url,
            )
            for step in self.steps
        ]

    def title(self) -> str:
        """Its worst file, and how the code became."""
        worst = f"; hottest file {self.hotspots[0].path}" if self.hotspots else ""
        return f"Technical debt of {self.repository}, {self.days} days{worst}"

    def content(self) -> str:
        """Everything that was measured."""
        parts = [
            f"{self.title()}\n{self.lines:,} lines of code; {self.commits_read} commits read"
            + ("." if self.complete else ", not all of them."),
            "Over time:\n" + "\n".join(_moment_line(one) for one in self.moments),
        ]
        if self.hotspots:
            parts.append("Hotspots:\n" + "\n".join(_hot_line(one) for one in self.hotspots))
        if self.steps:
            parts.append("Worth doing:\n" + "\n".join(_step_line(one) for one in self.steps))
        if self.outdated:
            parts.append("Outdated:\n" + "\n".join(_old_line(one) for one in self.outdated))
        parts += [f"Missing: {name}: {why}." for name, why in self.missing.items()]
        parts += [f"Not looked at: {line}" for line in _untold_lines(self.untold)]
        return "\n\n".join(parts)


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def technical_debt(connections: Connections, repository: str, days: int = 90) -> TechnicalDebt:
    """Measure a repository's technical debt over time: hotspots, copied code, old packages, what is missing.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        days: How many days back, 14 to 730.
    """
    provider, entry = connections.repository(repository)
    days, now = min(max(days, SHORTEST), LONGEST), datetime.now(UTC)
    found, changes = await asyncio.gather(
        measured(provider, entry.name, now, days),
        churn(provider, entry.name, now - timedelta(days=days)),
    )
    dependencies, problems = await asyncio.to_thread(read_manifests, found.snapshot.files)
    outdated, untold = await connections.releases.outdated(dependencies)
    untold |= {f"{problem.path}": problem.reason for problem in problems} | dict(found.tree.unread)
    report = _report(entry.name, days, found, changes, outdated, untold)
    report.image = await asyncio.to_thread(
        draw, f"Technical debt of {entry.name}", found.moments, hotspots(found.tree, changes)
    )
    sha = found.snapshot.sha
    report.url = await provider.link(entry.name, "", sha)
    for one in report.hotspots:
        one.url = await provider.link(entry.name, one.path, sha)
    for step in report.steps:
        step.url = await provider.link(entry.name, step.path, sha, step.line)
    return report


def _report(
    name: str,
    days: int,
    found: Measured,
    changes: Churn,
    outdated: list[Outdated],
    untold: dict[str, str],
) -> TechnicalDebt:
    hot = hotspots(found.tree, changes)
    return TechnicalDebt(
        repository=name,
        days=days,
        lines=found.tree.lines,
        commits_read=changes.read,
        complete=changes.complete,
        moments=[
            DebtAt(
                at=one.at,
                sha=one.sha,
                lines=one.lines,
                ways_per_hundred_lines=round(one.complexity_per_hundred_lines, 1),
                copied=round(one.copied_share, 4),
            )
            for one in found.moments
        ],
        hotspots=[
            HotFile(
                path=spot.path,
                commits=spot.commits,
                authors=spot.authors,
                lines=spot.measure.lines,
                complexity=spot.measure.complexity,
                share=round(spot.share, 4),
                hardest=spot.hardest.name if spot.hardest else None,
            )
            for spot in hot[:MOST_HOTSPOTS]
        ],
        outdated=[
            OldPackage(
                name=item.dependency.name,
                version=item.dependency.version or "",
                newest=item.newest,
                years=round(item.years, 1),
                path=item.dependency.path,
            )
            for item in outdated[:MOST_OUTDATED]
        ],
        missing={item.name: item.why for item in missing_practices(found.snapshot.files)},
        steps=[
            Step(kind=one.kind, title=one.title, path=one.path, line=one.line, gain=one.gain, why=one.why)
            for one in proposals(found.tree, hot, outdated, days)
        ],
        untold=untold,
    )


def _moment_line(one: DebtAt) -> str:
    return (
        f"- {one.at:%Y-%m-%d} ({one.sha[:8]}): {one.lines:,} lines, {one.ways_per_hundred_lines:.1f} ways "
        f"through each hundred, {one.copied:.1%} copied"
    )


def _hot_line(one: HotFile) -> str:
    hardest = f", hardest function {one.hardest}" if one.hardest else ""
    return (
        f"- {one.path}: {one.share:.0%} of all change × complexity; {one.commits} changes by {one.authors}, "
        f"complexity {one.complexity} in {one.lines} lines{hardest}"
    )


def _step_line(one: Step) -> str:
    place = one.path if one.line is None else f"{one.path}:{one.line}"
    return f"- {one.title} ({place}): {one.gain}. {one.why}"


def _old_line(one: OldPackage) -> str:
    return f"- {one.name} {one.version} → {one.newest}: {one.years:.1f} years apart ({one.path})"


def _untold_lines(untold: Mapping[str, str]) -> Iterator[str]:
    """A line for each reason, with the first of those that it holds for."""
    for reason in dict.fromkeys(untold.values()):
        names = [name for name, why in untold.items() if why == reason]
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        yield f"{', '.join(names[:MOST_NAMED])}{more}: {reason}"
