"""Known vulnerabilities (OSV) in the packages that a change adds or moves to another version."""

from collections.abc import Iterable

from tools.analysis.analysers.dependencies import changed_dependencies
from tools.analysis.change import Change
from tools.findings import Finding
from tools.security.audit import Vulnerability, upgrades_of, vulnerabilities_of
from tools.security.manifests import Dependency
from tools.security.osv import Osv, Package

NAME = "known holes"
MOST_NAMED = 4


async def known_holes(change: Change, osv: Osv) -> tuple[list[Finding], str | None]:
    """One finding per vulnerable package, and why some packages could not be looked up."""
    pinned: dict[Package, Dependency] = {}
    for file in change.files:
        if file.added or file.before is not None:
            for item in changed_dependencies(file):
                if item.version is not None and item.line is not None:
                    pinned.setdefault(Package(item.ecosystem, item.name, item.version), item)
    if not pinned:
        return [], None
    answers = await osv.look_up(list(pinned))
    found, unread = await vulnerabilities_of(osv, pinned, answers, {})
    of_package: dict[tuple[str, int | None], list[Vulnerability]] = {}
    for one in found:
        of_package.setdefault((one.path, one.line), []).append(one)
    problems = [*dict.fromkeys(answers.failed.values()), *unread]
    return [_finding(holes) for holes in of_package.values()], "; ".join(problems) or None


def _finding(holes: list[Vulnerability]) -> Finding:
    """One for all vulnerabilities of a package, the worst first."""
    worst = holes[0]
    finding = worst.finding()
    upgrade = upgrades_of(holes).get(worst.package)
    update: dict[str, object] = {
        "rule": "known-vulnerable",
        "confidence": 0.95,
        "cwe": "CWE-1395",
        "analyser": NAME,
        "suggestion": f"Take {worst.package} {upgrade} or later." if upgrade else None,
        "why": f"{_named(holes)}. See {worst.url}",
    }
    if len(holes) > 1:
        update["title"] = f"{worst.package} {worst.version} has {len(holes)} known holes: {worst.summary}"
    return finding.model_copy(update=update)


def _named(holes: Iterable[Vulnerability]) -> str:
    names = [f"{one.cve} ({one.severity.value})" for one in holes]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
