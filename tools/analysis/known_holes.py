"""Known holes (OSV) in the packages that a change adds or moves to another version."""

from tools.analysis.analysers.dependencies import changed_dependencies
from tools.analysis.change import Change
from tools.findings import Finding
from tools.security.audit import vulnerabilities_of
from tools.security.manifests import Dependency
from tools.security.osv import Osv, Package

NAME = "known holes"


async def known_holes(change: Change, osv: Osv) -> tuple[list[Finding], str | None]:
    """The findings, and why some packages could not be looked up."""
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
    problems = [*dict.fromkeys(answers.failed.values()), *unread]
    return [
        item.finding().model_copy(update={"confidence": 0.95, "cwe": "CWE-1395", "analyser": NAME})
        for item in found
    ], "; ".join(problems) or None
