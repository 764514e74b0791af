"""Which packages a repository depends on, read from its manifests and lock files."""

import json
import re
import tomllib
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package in a file. `version` is None where the file gives only a range. `line` counts from 1.

    `development` says that what runs in production does not have it; of some lock files nobody can tell.
    """

    ecosystem: str
    name: str
    version: str | None
    path: str
    line: int | None = None
    wanted: str = ""
    development: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read."""

    path: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = f"{self.path} line {self.line}" if self.line else self.path
        return f"{place}: {self.reason}"


Found = Iterator[Dependency | Problem]


def read_manifests(files: Mapping[str, bytes]) -> tuple[list[Dependency], list[Problem]]:
    """The dependencies of all manifests, those with a known version first; a range is left out where a lock
    file of the same repository and ecosystem pins the package."""
    dependencies: list[Dependency] = []
    problems: list[Problem] = []
    for path, data in sorted(files.items()):
        reader = _reader(path)
        if reader is None:
            continue
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(path, None, "it is not UTF-8 text"))
            continue
        for item in reader(path, text):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                dependencies.append(item)
    return _without_repeats(dependencies), problems


def is_manifest(path: str) -> bool:
    """Whether a file of this path names packages."""
    return _reader(path) is not None


def _without_repeats(dependencies: list[Dependency]) -> list[Dependency]:
    pinned = {(item.ecosystem, item.name) for item in dependencies if item.version}
    kept: dict[tuple[str, str, str | None], Dependency] = {}
    for item in dependencies:
        if item.version or (item.ecosystem, item.name) not in pinned:
            kept.setdefault((item.ecosystem, item.name, item.version), item)
    return sorted(kept.values(), key=lambda item: (item.version is None, item.path, item.line or 0))


def _reader(path: str) -> Callable[[str, str], Found] | None:
    name = path.rpartition("/")[2]
    if "node_modules/" in path:
        return None
    if re.fullmatch(r"(.*[-_.])?requirements([-_.].*)?\.(txt|in|lock)|constraints\.txt", name):
        return _requirements
    return READERS.get(name)


def _requirements(path: str, text: str) -> Found:
    for number, line in _logical_lines(text):
        bare = re.sub(r"(^|\s)#.*$", "", line).strip()
        bare = re.sub(r"\s--(hash|config-settings|global-option)[= ]\S+", "", bare).strip()
        if not bare or bare.startswith(("-r", "-c", "--")):
            continue  # further files are read by themselves; options are no packages
        if bare.startswith("-e") or re.match(r"[\w+]+://|\.{0,2}/", bare):
            yield Problem(path, number, "a package by address or path has no version to look up")
            continue
        try:
            requirement = Requirement(bare)
        except InvalidRequirement:
            yield Problem(path, number, f"{bare[:60]!r} is not a requirement")
            continue
        yield _python(requirement, path, number)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    kept, first = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        first = first if kept else number
        if line.endswith("\\"):
            kept += line[:-1] + " "
            continue
        yield first, kept + line
        kept = ""
    if kept:
        yield first, kept


# What such a file, group or extra is for never leaves the team.
_FOR_DEVELOPMENT = re.compile(
    r"(?i)(^|[-_./])(dev|develop|development|tests?|testing|lint|docs?|ci|types?|typing|bench)([-_./]|$)"
)


def _python(requirement: Requirement, path: str, line: int | None, group: str = "") -> Dependency:
    pins = [
        spec.version
        for spec in requirement.specifier
        if spec.operator in ("==", "===") and "*" not in spec.version
    ]
    return Dependency(
        "PyPI",
        canonicalize_name(requirement.name),
        pins[0] if pins else None,
        path,
        line,
        str(requirement.specifier),
        _FOR_DEVELOPMENT.search(group or path.rpartition("/")[2]) is not None,
    )


def _pyproject(path: str, text: str) -> Found:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield Problem(path, None, f"it is not TOML ({error})")
        return
    project = _table(data, "project")
    listed = [("project", item) for item in project.get("dependencies", [])]
    for group, items in (
        *_table(project, "optional-dependencies").items(),
        *((f"dev.{name}", items) for name, items in _table(data, "dependency-groups").items()),
    ):
        listed += [(group, item) for item in items] if isinstance(items, list) else []
    for group, item in listed:
        if not isinstance(item, str):
            continue
        try:
            yield _python(Requirement(item), path, _line_of(text, item), group)
        except InvalidRequirement:
            yield Problem(path, _line_of(text, item), f"{item[:60]!r} is not a requirement")
    for name, wanted in _table(_table(_table(data, "tool"), "poetry"), "dependencies").items():
        if name == "python":
            continue
        version = wanted.get("version", "") if isinstance(wanted, dict) else str(wanted)
        exact = re.fullmatch(r"=?=?\s*(\d[\w.]*)", version)
        # A bare version in Poetry is exact.
        yield Dependency(
            "PyPI", canonicalize_name(name), exact[1] if exact else None, path, _line_of(text, name), version
        )


def _locked_python(path: str, text: str) -> Found:
    try:
        packages = tomllib.loads(text).get("package", [])
    except tomllib.TOMLDecodeError as error:
        yield Problem(path, None, f"it is not TOML ({error})")
        return
    for package in packages:
        if isinstance(package, dict) and "version" in package:
            name = str(package.get("name", ""))
            line = _line_of(text, f'name = "{name}"')
            yield Dependency("PyPI", canonicalize_name(name), str(package["version"]), path, line)


def _package_json(path: str, text: str) -> Found:
    data = yield from _json(path, text)
    for group in ("dependencies", "devDependencies", "optionalDependencies"):
        for name, wanted in _table(data, group).items():
            exact = re.fullmatch(r"=?v?(\d+\.\d+\.\d+(?:[-+][\w.]+)?)", str(wanted))
            line = _line_of(text, f'"{name}"')
            version, development = exact[1] if exact else None, group == "devDependencies"
            yield Dependency("npm", name, version, path, line, str(wanted), development)


def _package_lock(path: str, text: str) -> Found:
    data = yield from _json(path, text)
    for place, package in _table(data, "packages").items():
        name = place.rpartition("node_modules/")[2]
        if name and isinstance(package, dict) and "version" in package and not package.get("link"):
            line, development = _line_of(text, f'"{place}"'), bool(package.get("dev"))
            yield Dependency("npm", name, str(package["version"]), path, line, development=development)
    if "packages" not in data:  # lockfileVersion 1
        for name, package in _table(data, "dependencies").items():
            if isinstance(package, dict) and "version" in package:
                yield Dependency("npm", name, str(package["version"]), path, _line_of(text, f'"{name}"'))


def _json(path: str, text: str) -> Generator[Problem, None, dict[str, Any]]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        yield Problem(path, error.lineno, f"it is not JSON ({error.msg})")
        return {}
    return data if isinstance(data, dict) else {}


def _go_mod(path: str, text: str) -> Found:
    block = False
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.partition("//")[0].strip()
        if bare.startswith("require ("):
            block = True
        elif bare == ")":
            block = False
        elif bare and (block or bare.startswith("require ")):
            match = re.fullmatch(r"(?:require\s+)?(\S+)\s+(v\S+)", bare)
            if match:
                yield Dependency("Go", match[1], match[2].removesuffix("+incompatible"), path, number)
            else:
                yield Problem(path, number, f"{bare[:60]!r} is not a requirement")


def _cargo(path: str, text: str) -> Found:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield Problem(path, None, f"it is not TOML ({error})")
        return
    groups = ("dependencies", "dev-dependencies", "build-dependencies")
    tables = [(group, _table(data, group)) for group in groups]
    tables.append(("dependencies", _table(_table(data, "workspace"), "dependencies")))
    for group, name, wanted in ((group, *item) for group, table in tables for item in table.items()):
        version = str(wanted.get("version", "")) if isinstance(wanted, dict) else str(wanted)
        exact = re.fullmatch(r"=\s*(\d+\.\d+\.\d+\S*)", version)
        pinned, line = exact[1] if exact else None, _line_of(text, name)
        yield Dependency("crates.io", name, pinned, path, line, version, group != "dependencies")


def _locked_rust(path: str, text: str) -> Found:
    try:
        packages = tomllib.loads(text).get("package", [])
    except tomllib.TOMLDecodeError as error:
        yield Problem(path, None, f"it is not TOML ({error})")
        return
    for package in packages if isinstance(packages, list) else []:
        # What has no source stands in the repository itself.
        if isinstance(package, dict) and "version" in package and "source" in package:
            name = str(package.get("name", ""))
            line = _line_of(text, f'name = "{name}"')
            yield Dependency("crates.io", name, str(package["version"]), path, line)


_MAVEN = re.compile(r"<dependency>(.{0,2000}?)</dependency>", re.DOTALL)


def _pom(path: str, text: str) -> Found:
    """By its text: a parser of XML would have to be kept from the traps in one. `${…}` is looked up in the
    properties of the same file."""
    properties = dict(re.findall(r"<([\w.-]+)>\s*([^<>\s]+)\s*</\1>", text))
    for match in _MAVEN.finditer(text):
        parts = dict(re.findall(r"<(groupId|artifactId|version|scope)>\s*([^<]+?)\s*</", match[1]))
        if "groupId" not in parts or "artifactId" not in parts:
            continue
        wanted = parts.get("version", "")
        if named := re.fullmatch(r"\$\{([\w.-]+)\}", wanted):
            wanted = properties.get(named[1], wanted)
        exact = re.fullmatch(r"\d[\w.+-]*", wanted)
        line = text.count("\n", 0, match.start(1) + max(match[1].find("<version>"), 0)) + 1
        name = f"{parts['groupId']}:{parts['artifactId']}"
        for_tests = parts.get("scope") == "test"
        yield Dependency("Maven", name, wanted if exact else None, path, line, wanted, for_tests)


def _gradle(path: str, text: str) -> Found:
    for number, line in enumerate(text.splitlines(), 1):
        call = r"""\s*(?:\w*[iI]mplementation|\w*[aA]pi|\w*(?:Only|only)|classpath|kapt|ksp)\b"""
        match = re.match(call + r"""[\s(]*["']([\w.-]+):([\w.-]+):([^"':@]+)["']""", line)
        if match:
            exact = re.fullmatch(r"\d[\w.-]*", match[3])
            name = f"{match[1]}:{match[2]}"
            for_tests = line.lstrip().lower().startswith("test")
            yield Dependency("Maven", name, match[3] if exact else None, path, number, match[3], for_tests)


def _no_reader(path: str, text: str) -> Found:
    yield Problem(path, None, "this kind of lock file can't be read yet")


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _line_of(text: str, words: str) -> int | None:
    place = text.find(words)
    return text.count("\n", 0, place) + 1 if place >= 0 else None


READERS: dict[str, Callable[[str, str], Found]] = {
    "pyproject.toml": _pyproject,
    "poetry.lock": _locked_python,
    "uv.lock": _locked_python,
    "package.json": _package_json,
    "package-lock.json": _package_lock,
    "npm-shrinkwrap.json": _package_lock,
    "go.mod": _go_mod,
    "yarn.lock": _no_reader,
    "pnpm-lock.yaml": _no_reader,
    "Pipfile.lock": _no_reader,
    "Cargo.toml": _cargo,
    "Cargo.lock": _locked_rust,
    "pom.xml": _pom,
    "build.gradle": _gradle,
    "build.gradle.kts": _gradle,
    "Gemfile.lock": _no_reader,
    "composer.lock": _no_reader,
}
