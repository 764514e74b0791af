"""Looks up a repository's dependencies in OSV. What could not be looked up is named, never passed over."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from packaging.version import InvalidVersion, Version
from pydantic import BaseModel

from tools.connections import Connections
from tools.findings import Finding, Severity
from tools.resource import Cost, a_repository
from tools.security.cvss import base_score, severity_of
from tools.security.manifests import Dependency, Problem, read_manifests
from tools.security.osv import Answers, Osv, Package
from tools.security.scan import security_policy
from tools.tool import Effect, ToolError, ToolResult, tool

WORDS = {
    "CRITICAL": Severity.CRITICAL,
    "HIGH": Severity.HIGH,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "LOW": Severity.LOW,
}


class Vulnerability(BaseModel):
    """A known hole in a dependency.

    Args:
        score: CVSS 3 base score, where OSV has a vector; else the severity is OSV's own word.
        fixed: the first version without it, as far as OSV knows.
        fix_days: days that the policy gives for this severity.
    """

    id: str
    aliases: list[str]
    package: str
    ecosystem: str
    version: str
    summary: str
    severity: Severity
    score: float | None
    fixed: str | None
    path: str
    line: int | None
    url: str
    fix_days: int | None = None

    @property
    def cve(self) -> str:
        """The CVE number where there is one, else the id."""
        return next((name for name in (self.id, *self.aliases) if name.startswith("CVE-")), self.id)

    def finding(self) -> Finding:
        """What a reader is told about it."""
        return Finding(
            title=f"{self.package} {self.version}: {self.summary}",
            severity=self.severity,
            rule=self.id,
            path=self.path,
            line=self.line,
            why=f"{self.cve}: {self.summary}.",
            suggestion=f"Upgrade {self.package} to {self.fixed} or later." if self.fixed else None,
            analyser="osv",
            url=self.url,
        )


class DependencyAudit(ToolResult):
    """Known holes in the dependencies of a repository, worst first, and what could not be looked at."""

    source: str = "osv"
    repository: str
    commit: str
    manifests: list[str]
    checked: int
    vulnerabilities: list[Vulnerability]
    upgrades: dict[str, str]
    not_checked: list[str]

    def title(self) -> str:
        """How many holes in how many packages, and whether all was checked."""
        packages = {(item.ecosystem, item.package) for item in self.vulnerabilities}
        missed = f"; {len(self.not_checked)} could not be checked" if self.not_checked else ""
        if not self.checked:
            nothing = "none could be checked" if self.not_checked else "none were found"
            return f"Dependencies of {self.repository}: {nothing}"
        if not self.vulnerabilities:
            return f"No known vulnerabilities in {self.checked} dependencies of {self.repository}{missed}"
        share = f"{len(packages)} of {self.checked} dependencies of {self.repository}"
        return f"{len(self.vulnerabilities)} known vulnerabilities in {share}{missed}"

    def content(self) -> str:
        """Each hole with its severity and fix; then what was not checked."""
        parts = [f"{self.title()}. Read: {', '.join(self.manifests) or 'no manifest'}."]
        parts += [_vulnerability_text(item) for item in self.vulnerabilities]
        if self.upgrades:
            wanted = ", ".join(f"{name} to {version}" for name, version in self.upgrades.items())
            parts.append(f"Upgrades that mend all of them: {wanted}.")
        parts += [f"Not checked: {reason}" for reason in self.not_checked]
        return "\n".join(parts)

    def found(self) -> list[Finding]:
        """One finding per vulnerability."""
        return [item.finding() for item in self.vulnerabilities]


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def audit_dependencies(
    connections: Connections, repository: str, ref: str | None = None
) -> DependencyAudit:
    """Look up the dependencies of a repository in the OSV database of known vulnerabilities.

    Args:
        repository: The repository, as owner/name, its short name, or the name of its service.
        ref: Branch, tag or commit; the default branch without one.
    """
    provider, entry = connections.repository(repository)
    snapshot = await provider.snapshot(entry.name, ref)
    dependencies, problems = await asyncio.to_thread(read_manifests, snapshot.files)
    pinned = {
        Package(item.ecosystem, item.name, item.version): item
        for item in dependencies
        if item.version is not None
    }
    answers = await connections.osv.look_up(list(pinned))
    if pinned and not answers.ids:
        raise ToolError(
            f"None of {len(pinned)} dependencies of {entry.name} could be checked.",
            next(iter(answers.failed.values())),
        )
    policy = await security_policy(connections)
    deadlines = {str(name): days for name, days in policy.fix_days.items()} if policy else {}
    found, unread = await vulnerabilities_of(connections.osv, pinned, answers, deadlines)
    manifest = min((item.path for item in dependencies), default="")
    return DependencyAudit(
        url=found[0].url if found else await provider.link(entry.name, manifest, snapshot.sha),
        repository=entry.name,
        commit=snapshot.sha,
        manifests=sorted({item.path for item in dependencies}),
        checked=len(answers.ids),
        vulnerabilities=found,
        upgrades=upgrades_of(found),
        not_checked=[*_unchecked(dependencies, problems, answers), *unread],
    )


def _unchecked(dependencies: list[Dependency], problems: list[Problem], answers: Answers) -> list[str]:
    ranges = [
        f"{item.name} ({item.path}): no exact version, only {item.wanted or 'any'}"
        for item in dependencies
        if item.version is None
    ]
    failed = [f"{package.name} {package.version}: {reason}" for package, reason in answers.failed.items()]
    return [*failed, *(str(problem) for problem in problems), *ranges]


@dataclass(slots=True)
class _Group:
    """Records of several databases about one hole in one package."""

    names: set[str]
    records: list[dict[str, Any]] = field(default_factory=list)


async def vulnerabilities_of(
    osv: Osv, pinned: dict[Package, Dependency], answers: Answers, deadlines: dict[str, int]
) -> tuple[list[Vulnerability], list[str]]:
    """The known holes of packages that OSV answered for, the worst first, and what could not be read of it.

    Args:
        osv: Where their records are.
        pinned: The packages, with the place of each.
        answers: Which holes each package has.
        deadlines: How many days a policy gives for each severity.
    """
    wanted = [name for ids in answers.ids.values() for name in ids]
    records = await osv.records(wanted)
    found = []
    for package, ids in answers.ids.items():
        known = [records[name] for name in ids if name in records]
        found += [
            _vulnerability(osv, package, pinned[package], group, deadlines) for group in _grouped(known)
        ]
    unread = [
        f"{name}: OSV did not give its details" for name in dict.fromkeys(wanted) if name not in records
    ]
    found.sort(key=lambda item: (item.severity.rank, -(item.score or 0), item.package, item.id))
    return found, unread


def _grouped(records: list[dict[str, Any]]) -> list[_Group]:
    groups: list[_Group] = []
    for record in records:
        names = {record["id"], *record.get("aliases", [])}
        same = [group for group in groups if group.names & names]
        merged = _Group(names.union(*(group.names for group in same)), [record])
        merged.records += [other for group in same for other in group.records]
        groups = [group for group in groups if group not in same] + [merged]
    return groups


def _vulnerability(
    osv: Osv, package: Package, dependency: Dependency, group: _Group, deadlines: dict[str, int]
) -> Vulnerability:
    # GitHub's record has a severity and is reviewed; take it where there is one.
    best = min(group.records, key=lambda record: (not record["id"].startswith("GHSA-"), record["id"]))
    severity, score = _severity(group.records)
    return Vulnerability(
        id=best["id"],
        aliases=sorted(group.names - {best["id"]}),
        package=package.name,
        ecosystem=package.ecosystem,
        version=package.version,
        summary=str(best.get("summary") or str(best.get("details", ""))[:200] or best["id"]).rstrip("."),
        severity=severity,
        score=score,
        fixed=_first_fix(package, group.records),
        path=dependency.path,
        line=dependency.line,
        url=osv.page(best["id"]),
        fix_days=deadlines.get(severity.value),
    )


def _severity(records: list[dict[str, Any]]) -> tuple[Severity, float | None]:
    vectors = [str(item.get("score", "")) for record in records for item in record.get("severity", [])]
    scores = [score for score in map(base_score, vectors) if score is not None]
    if scores:
        return severity_of(max(scores)), max(scores)
    words = [str((record.get("database_specific") or {}).get("severity", "")).upper() for record in records]
    known = [WORDS[word] for word in words if word in WORDS]
    # Unrated is not harmless.
    return (min(known, key=lambda severity: severity.rank) if known else Severity.MEDIUM), None


def _first_fix(package: Package, records: list[dict[str, Any]]) -> str | None:
    fixes = {
        event["fixed"]
        for record in records
        for affected in record.get("affected", [])
        if _same_name(package, affected.get("package", {}))
        for span in affected.get("ranges", [])
        if span.get("type") != "GIT"
        for event in span.get("events", [])
        if "fixed" in event
    }
    current = _order(package.version)
    later = [fix for fix in fixes if _order(fix) > current]
    return min(later, key=_order, default=None)


def _same_name(package: Package, other: dict[str, Any]) -> bool:
    name = str(other.get("name", "")).lower().replace("_", "-")
    return other.get("ecosystem") == package.ecosystem and name == package.name.lower().replace("_", "-")


def _order(version: str) -> Version:
    """Good enough to compare releases of any ecosystem; what can't be read sorts first."""
    try:
        return Version(version.removeprefix("v"))
    except InvalidVersion:
        return Version("0")


def upgrades_of(found: list[Vulnerability]) -> dict[str, str]:
    """Package to the version that mends all its holes; packages with a hole that has no fix are left out."""
    wanted: dict[str, str] = {}
    hopeless = {item.package for item in found if item.fixed is None}
    for item in found:
        if item.fixed and item.package not in hopeless:
            wanted[item.package] = max(wanted.get(item.package, "0"), item.fixed, key=_order)
    return wanted


def _vulnerability_text(item: Vulnerability) -> str:
    score = f" {item.score}" if item.score is not None else ""
    fix = f"fixed in {item.fixed}" if item.fixed else "no fix known"
    days = f", policy: within {item.fix_days} days" if item.fix_days is not None else ""
    place = f"{item.path} line {item.line}" if item.line else item.path
    names = ", ".join(name for name in item.aliases if name.startswith("CVE-"))
    return (
        f"{item.severity.value}{score}: {item.package} {item.version} ({place}): {item.summary} "
        f"[{item.id}{', ' + names if names else ''}]; {fix}{days}. {item.url}"
    )
