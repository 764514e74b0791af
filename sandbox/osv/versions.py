"""Is a version inside an affected range? Each ecosystem orders versions in its own way."""

import re
from collections.abc import Callable
from typing import Any

from packaging.version import InvalidVersion, Version

SEMVER = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")


class UnknownEcosystemError(ValueError):
    """OSV has no such ecosystem (names are case-sensitive)."""


def semver_key(version: str) -> tuple[Any, ...]:
    """Sort key of semver.org's precedence; a pre-release comes before its release.

    Raises:
        ValueError: not a semantic version.
    """
    match = SEMVER.fullmatch(version.strip())
    if match is None:
        raise ValueError(f"not a semantic version: {version!r}")
    numbers = tuple(int(part or 0) for part in match.group(1, 2, 3))
    if match.group(4) is None:
        return (*numbers, 1, ())
    # Numbers sort before words, and by value.
    parts = tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in match.group(4).split(".")
    )
    return (*numbers, 0, parts)


def pypi_key(version: str) -> Version:
    """Sort key of PEP 440.

    Raises:
        ValueError: not a version of Python's packaging.
    """
    try:
        return Version(version)
    except InvalidVersion as error:
        raise ValueError(str(error)) from error


KEYS: dict[str, Callable[[str], Any]] = {"PyPI": pypi_key, "npm": semver_key, "Go": semver_key}


def is_affected(ecosystem: str, version: str, introduced: str, fixed: str | None) -> bool:
    """Whether `introduced ≤ version < fixed`. An introduced version of "0" means from the first one on.

    Raises:
        UnknownEcosystemError: an ecosystem that this stand-in does not know.
    """
    if ecosystem not in KEYS:
        raise UnknownEcosystemError(ecosystem)
    key = KEYS[ecosystem]
    try:
        wanted = key(version)
    except ValueError:
        return False  # OSV finds nothing for a version that it cannot read
    return (introduced == "0" or key(introduced) <= wanted) and (fixed is None or wanted < key(fixed))


def normalized(ecosystem: str, name: str) -> str:
    """The name as OSV compares it: PyPI's are case-insensitive with `-`, `_` and `.` alike (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "PyPI" else name
