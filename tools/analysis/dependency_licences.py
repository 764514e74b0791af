"""Licences of packages that a change adds: those that ask for the source of what the package is used in."""

import asyncio
import re
from collections.abc import Collection, Iterator

from tools.analysis.analysers.dependencies import read_dependencies
from tools.analysis.analysers.licences import FIELD, FILE, MANIFEST
from tools.analysis.change import Change, shown
from tools.findings import Finding, Severity
from tools.security.licences import UNKNOWN, binding, binds_itself, is_allowed
from tools.security.manifests import Dependency, read_manifests
from tools.security.releases import NotKnownError, Releases
from tools.tool import ToolError

NAME = "package licences"
RULE = "dependency-licence"
AT_ONCE = 8
MOST = 200  # packages of one change; a new lock file may have thousands
# They do not say which of their packages are for development only; the manifest beside them does.
_UNTOLD = re.compile(r"(^|/)(poetry\.lock|uv\.lock|Cargo\.lock)$")


async def dependency_licences(
    change: Change, releases: Releases, allowed: Collection[str] = ()
) -> tuple[list[Finding], str | None]:
    """A finding for each added package whose licence may be a problem, and why some could not be looked up.

    Args:
        change: What is looked at.
        releases: Who knows the licences.
        allowed: Licences that packages may have; if there are none, those may be had that bind nobody.
    """
    added = list(_added(change))
    if not added:
        return [], None
    if not allowed and await asyncio.to_thread(binds_itself, _own(change)):
        return [], None
    gate = asyncio.Semaphore(AT_ONCE)
    problems: dict[str, None] = {}

    async def look(one: Dependency) -> Finding | None:
        async with gate:
            try:
                licences = await releases.licences(one)
            except NotKnownError:
                return None  # a package of their own, most likely
            except ToolError as error:
                problems[str(error)] = None
                return None
        return _finding(one, licences, frozenset(allowed))

    found = await asyncio.gather(*(look(one) for one in added[:MOST]))
    if len(added) > MOST:
        problems[f"only {MOST} of {len(added)} added packages were looked up"] = None
    return [finding for finding in found if finding is not None], "; ".join(problems) or None


def _added(change: Change) -> Iterator[Dependency]:
    """The packages that no manifest of the change had before, each once, with a version where one is told."""
    files = [file for file in change.files if file.added or file.before is not None]
    seen = _before(change)
    now = [one for file in files for one in read_dependencies(file, file.text)]
    versions = {(one.ecosystem, one.name): one.version for one in now if one.version}
    for one in now:
        package = (one.ecosystem, one.name)
        if package not in seen and _matters(one):
            seen.add(package)
            version = one.version or versions.get(package)
            yield Dependency(one.ecosystem, one.name, version, one.path, one.line)


def _before(change: Change) -> set[tuple[str, str]]:
    texts = {file.path: file.before for file in change.files if file.before is not None} | dict(change.gone)
    found, _ = read_manifests({path: text.encode("utf-8", "replace") for path, text in texts.items()})
    return {(one.ecosystem, one.name) for one in found}


def _matters(one: Dependency) -> bool:
    return not one.development and one.line is not None and _UNTOLD.search(one.path) is None


def _own(change: Change) -> Iterator[str]:
    """What the project says of its own licence, in what is in sight."""
    for path, text in change.texts().items():
        if FILE.search(path) and not path.upper().endswith("NOTICE"):
            yield text
        elif MANIFEST.search(path):
            for match in FIELD.finditer(text):
                yield next(group for group in match.groups() if group).strip(" \"'{},")


def _finding(one: Dependency, licences: list[str], allowed: frozenset[str]) -> Finding | None:
    name, said = shown(one.name), shown(", ".join(licences))[:200]
    known = [licence for licence in licences if licence != UNKNOWN]
    if allowed:
        if any(is_allowed(licence, allowed) for licence in known):
            return None
        said = f"under {said}" if known else "under a licence that is not known"
        why = "The repository's settings name the licences that packages may have: it is none of them."
        return _made(one, f"{name} comes {said}", why, Severity.MEDIUM)
    bound = [binding(licence) for licence in known]
    if known and len(known) == len(licences) and all(bound):
        first = bound[0]
        return _made(one, f"{name} comes under {said}", first.asks if first else "", Severity.MEDIUM)
    if not known:
        why = "Without a licence nobody may use it; with one of its own somebody has to read it."
        return _made(one, f"Nobody knows under which licence {name} comes", why, Severity.INFO)
    return None


def _made(one: Dependency, title: str, why: str, severity: Severity) -> Finding:
    return Finding(
        title=title,
        severity=severity,
        confidence=0.8,
        rule=RULE,
        path=one.path,
        line=one.line,
        why=why,
        suggestion="Take another package, or have the owners of the project agree to it.",
        analyser=NAME,
    )
