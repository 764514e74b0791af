"""Releases of packages and their licences, from deps.dev (https://docs.deps.dev/api/v3/), by httpx."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from tools.security.manifests import Dependency
from tools.tool import ToolError

# deps.dev's names of the ecosystems that OSV calls so.
SYSTEMS = {
    "PyPI": "pypi",
    "npm": "npm",
    "Go": "go",
    "crates.io": "cargo",
    "Maven": "maven",
    "RubyGems": "rubygems",
    "NuGet": "nuget",
}
AT_ONCE = 8
TIMEOUT = 10.0
DAYS_A_YEAR = 365.25


class _VersionKey(BaseModel):
    version: str


class _Version(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    key: _VersionKey = Field(alias="versionKey")
    published: datetime | None = Field(default=None, alias="publishedAt")
    default: bool = Field(default=False, alias="isDefault")


class _Package(BaseModel):
    versions: list[_Version]


class _Licensed(BaseModel):
    licenses: list[str] = []


Answer = TypeVar("Answer", bound=BaseModel)


class NotKnownError(ToolError):
    """deps.dev has never heard of a package: it may be somebody's own."""


class _TransientError(Exception):
    """Worth another try."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """A package that is not at its newest release.

    `years` is the time between the release of the version in use and the newest one ("libyears", after
    Cox, Bouwers, van Eekelen and Visser, "Measuring Dependency Freshness in Software Systems", ICSE 2015).
    """

    dependency: Dependency
    newest: str
    years: float


class Releases:
    """A client of deps.dev."""

    def __init__(self, url: str, timeout: float = TIMEOUT) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.AsyncClient(
            base_url=self.url, timeout=timeout, headers={"user-agent": "quarterdeck"}
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def check(self) -> str:
        """One line of what was reached, for `doctor`.

        Raises:
            ToolError: deps.dev can't be reached.
        """
        await self._package("pypi", "pip")
        return f"deps.dev at {self.url}"

    async def outdated(self, dependencies: Sequence[Dependency]) -> tuple[list[Outdated], dict[str, str]]:
        """The packages that have a newer release, the oldest first; and why it is not known of others.

        Args:
            dependencies: those without a version are left out: nobody knows what they are at.
        """
        gate = asyncio.Semaphore(AT_ONCE)
        found: list[Outdated] = []
        untold: dict[str, str] = {}

        async def look(one: Dependency) -> None:
            system = SYSTEMS.get(one.ecosystem)
            if system is None:
                untold[one.name] = f"deps.dev does not know {one.ecosystem}"
                return
            async with gate:
                try:
                    package = await self._package(system, one.name)
                except ToolError as error:
                    untold[one.name] = str(error)
                    return
            if outdated := _outdated(one, package):
                found.append(outdated)

        await asyncio.gather(*(look(one) for one in dependencies if one.version))
        return sorted(found, key=lambda item: (-item.years, item.dependency.name)), untold

    async def licences(self, dependency: Dependency) -> list[str]:
        """The licences (SPDX expressions) of a package at its version, or at its newest one if it has none.

        How several belong together, nobody says; a licence without an SPDX name is "non-standard".

        Raises:
            NotKnownError: deps.dev does not know the package, or the version.
            ToolError: deps.dev can't be reached, or answers nonsense.
        """
        system = SYSTEMS.get(dependency.ecosystem)
        if system is None:
            raise NotKnownError(f"deps.dev does not know {dependency.ecosystem}")
        version = dependency.version
        if version is None:
            package = await self._package(system, dependency.name)
            version = next((one.key.version for one in package.versions if one.default), "")
        path = f"/v3/systems/{system}/packages/{quote(dependency.name, safe='')}/versions/"
        return (await self._read(_Licensed, path + quote(version, safe=""))).licenses

    async def _package(self, system: str, name: str) -> _Package:
        return await self._read(_Package, f"/v3/systems/{system}/packages/{quote(name, safe='')}")

    async def _read(self, kind: type[Answer], path: str) -> Answer:
        tries = AsyncRetrying(
            stop=stop_after_attempt(3),
            wait=wait_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception_type(_TransientError),
            reraise=True,
        )
        try:
            answer: Any = await tries(self._ask, path)
        except _TransientError as error:
            raise ToolError(
                f"deps.dev can't be reached ({error}).", "Check DEPS_DEV_URL, or try again later."
            ) from error
        try:
            return kind.model_validate(answer)
        except ValidationError as error:
            raise ToolError("deps.dev answered what it never should.", "Check DEPS_DEV_URL.") from error

    async def _ask(self, path: str) -> Any:
        try:
            answer = await self._client.get(path)
        except httpx.HTTPError as error:
            raise _TransientError(type(error).__name__) from error
        if answer.status_code == 404:
            raise NotKnownError("deps.dev does not know it.")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise _TransientError(f"HTTP {answer.status_code}")
        if answer.status_code != 200:
            raise ToolError(f"deps.dev refused: HTTP {answer.status_code}.", "Check DEPS_DEV_URL.")
        try:
            return answer.json()
        except ValueError as error:
            raise _TransientError("an answer that is not JSON") from error


def _outdated(one: Dependency, package: _Package) -> Outdated | None:
    newest = next((version for version in package.versions if version.default), None)
    if newest is None or one.version is None:
        return None
    plain = one.version.removeprefix("v")
    used = next((item for item in package.versions if item.key.version.removeprefix("v") == plain), None)
    if (
        used is None
        or used.published is None
        or newest.published is None
        or used.published >= newest.published
    ):
        return None
    years = (newest.published - used.published).total_seconds() / 86_400 / DAYS_A_YEAR
    return Outdated(one, newest.key.version, years)
