"""Packages that a change added or moved to another version."""

import re
from collections.abc import Iterator, Mapping

from packaging.version import InvalidVersion, Version

from tools.analysis.change import Change, SourceFile, Unread
from tools.findings import Finding, Severity
from tools.security.manifests import Dependency, read_manifests


class DependencyChanges:
    """Names downgrades, and packages that come from an address in place of a registry.

    Known vulnerabilities of packages are looked up by `tools.analysis.known_holes`: it needs the network.
    """

    name = "dependencies"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """One finding per package; nothing for one that was added or upgraded as people do."""
        for file in change.files:
            if file.before is None and not file.added:
                continue
            yield from _downgrades(file)
            yield from _by_address(file)


def changed_dependencies(file: SourceFile) -> list[Dependency]:
    """The packages of a manifest or lock file that are new in it, or at another version than before."""
    before = {(item.name, item.version, item.wanted) for item in read_dependencies(file, file.before)}
    now = read_dependencies(file, file.text)
    return [item for item in now if (item.name, item.version, item.wanted) not in before]


def read_dependencies(file: SourceFile, text: str | None) -> list[Dependency]:
    """The packages that a text of a file names; none if it is no manifest."""
    if text is None:
        return []
    found, _ = read_manifests({file.path: text.encode("utf-8", "replace")})
    return found


def _downgrades(file: SourceFile) -> Iterator[Finding]:
    before = _versions(read_dependencies(file, file.before))
    for item in changed_dependencies(file):
        old, new = before.get(item.name), _order(item.version)
        if old is None or new is None or new >= old or item.line is None:
            continue
        yield Finding(
            title=f"{item.name} goes back from {old} to {item.version}",
            severity=Severity.LOW,
            confidence=0.7,
            rule="dependency-downgraded",
            path=file.path,
            line=item.line,
            why="An older version lacks what was mended since, security fixes among it.",
            suggestion="Say in the change why the newer version can't be used, or keep it.",
            analyser=DependencyChanges.name,
            cwe="CWE-1104",
        )


def _versions(dependencies: list[Dependency]) -> Mapping[str, Version]:
    found: dict[str, list[Version]] = {}
    for item in dependencies:
        if (version := _order(item.version)) is not None:
            found.setdefault(item.name, []).append(version)
    # A lock file may hold several versions of one package: none of them went back then.
    return {name: versions[0] for name, versions in found.items() if len(versions) == 1}


def _order(version: str | None) -> Version | None:
    try:
        return Version(version.removeprefix("v")) if version else None
    except InvalidVersion:
        return None


_ADDRESS = re.compile(r"(?:git\+|https?://|git://)[^\s\"',;]+", re.IGNORECASE)
_NAMES_PACKAGES = re.compile(
    r"(^|/)((.*[-_.])?requirements([-_.].*)?\.(txt|in)|package\.json|pyproject\.toml)$"
)
_FIXED = re.compile(r"[@#][0-9a-f]{40}\b|--hash=|#sha256=")
_OPTION = re.compile(r"^\s*(#|-i\b|--)")


def _by_address(file: SourceFile) -> Iterator[Finding]:
    if not _NAMES_PACKAGES.search(file.path):
        return
    for number in sorted(file.changed):
        line = file.line(number)
        match = _ADDRESS.search(line)
        if match is None or _OPTION.match(line) or _FIXED.search(line) or not _is_package(file.path, line):
            continue
        yield Finding(
            title="A package comes from an address, at whatever it holds when it is installed",
            severity=Severity.MEDIUM,
            confidence=0.75,
            rule="dependency-by-address",
            path=file.path,
            line=number,
            why="Whoever can write there decides what runs here, and nothing tells when it changes.",
            suggestion="Take a released version from the registry, or name the whole hash of a commit.",
            analyser=DependencyChanges.name,
            cwe="CWE-829",
        )


def _is_package(path: str, line: str) -> bool:
    """Not the homepage of the project itself: in a package.json or pyproject.toml only what names code."""
    if re.match(r"\s*\"?(homepage|url|repository|bugs|funding|author)\"?\s*[:=]", line):
        return False
    if path.endswith((".txt", ".in")):
        return True
    return (
        "git+" in line
        or re.search(r"\s@\s*https?://|:\s*\"(https?|git)://[^\"]+\.(tgz|tar\.gz|git)\"", line) is not None
    )
