"""The OSV database of known vulnerabilities (https://google.github.io/osv.dev/api/), by httpx."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from tenacity import AsyncRetrying, RetryError, retry_if_exception_type, stop_after_attempt, wait_exponential

from tools.tool import ToolError

BATCH = 1000  # OSV refuses more
AT_ONCE = 8
MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Package:
    """A package at a version, named as OSV names it."""

    ecosystem: str
    name: str
    version: str


@dataclass(slots=True)
class Answers:
    """Ids of vulnerabilities by package, and the packages that could not be looked up, with the reason."""

    ids: dict[Package, list[str]] = field(default_factory=dict)
    failed: dict[Package, str] = field(default_factory=dict)


class _TransientError(Exception):
    """Worth another try."""


class Osv:
    """A client. Records are remembered while it lives, because they hardly ever change."""

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/")
        self._client = httpx.AsyncClient(
            base_url=self.url, timeout=timeout, headers={"user-agent": "quarterdeck"}
        )
        self._records: dict[str, dict[str, Any]] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def check(self) -> str:
        """One line of what was reached, for `doctor`.

        Raises:
            ToolError: OSV can't be reached.
        """
        await self._ask(
            "POST", "/v1/query", {"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "99"}
        )
        return f"OSV at {self.url}"

    async def look_up(self, packages: Sequence[Package]) -> Answers:
        """Which vulnerabilities affect each package. A package is in `ids` only when OSV answered for it."""
        answers = Answers()
        for start in range(0, len(packages), BATCH):
            await self._look_up_batch(list(packages[start : start + BATCH]), answers)
        return answers

    async def _look_up_batch(self, packages: list[Package], answers: Answers) -> None:
        found: dict[Package, list[str]] = {package: [] for package in packages}
        asked: list[tuple[Package, str | None]] = [(package, None) for package in packages]
        pages = 0
        while asked:
            pages += 1
            try:
                if pages > MOST_PAGES:
                    raise ToolError("OSV has more pages than were read.")
                results = await self._ask_batch(asked)
            except ToolError as error:
                for package, _ in asked:
                    found.pop(package, None)
                    answers.failed[package] = str(error)
                break
            further: list[tuple[Package, str | None]] = []
            for (package, _), result in zip(asked, results, strict=True):
                found[package] += [record["id"] for record in result.get("vulns") or []]
                if result.get("next_page_token"):
                    further.append((package, result["next_page_token"]))
            asked = further
        answers.ids.update(found)

    async def _ask_batch(self, asked: list[tuple[Package, str | None]]) -> list[dict[str, Any]]:
        queries = [
            {
                "package": {"name": package.name, "ecosystem": package.ecosystem},
                "version": package.version,
                **({"page_token": token} if token else {}),
            }
            for package, token in asked
        ]
        results = (await self._ask("POST", "/v1/querybatch", {"queries": queries})).get("results")
        if not isinstance(results, list) or len(results) != len(asked):
            raise ToolError(
                "OSV answered for another number of packages than were asked.", "Try again later."
            )
        return results

    async def records(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Records by id, in OSV's schema. Those that could not be loaded are left out."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def load(name: str) -> None:
            if name in self._records:
                return
            async with gate:
                try:
                    self._records[name] = await self._ask("GET", f"/v1/vulns/{name}", None)
                except ToolError:
                    return

        await asyncio.gather(*(load(name) for name in set(ids)))
        return {name: self._records[name] for name in ids if name in self._records}

    def page(self, name: str) -> str:
        """Where a person reads about a vulnerability."""
        return f"{self.url.replace('//api.osv.dev', '//osv.dev')}/vulnerability/{name}"

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        tries = AsyncRetrying(
            stop=stop_after_attempt(3),
            wait=wait_exponential(multiplier=0.2, max=2),
            retry=retry_if_exception_type(_TransientError),
        )
        try:
            async for attempt in tries:
                with attempt:
                    return await self._ask_once(method, path, body)
        except RetryError as error:
            reason = error.last_attempt.exception()
            raise ToolError(
                f"OSV can't be reached ({reason}).", "Check OSV_URL, or try again later."
            ) from error
        raise AssertionError("tenacity ends by returning or raising")

    async def _ask_once(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        try:
            answer = await self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise _TransientError(type(error).__name__) from error
        if answer.status_code == 429 or answer.status_code >= 500:
            raise _TransientError(f"HTTP {answer.status_code}")
        try:
            data = answer.json()
        except ValueError as error:
            raise _TransientError("an answer that is not JSON") from error
        if answer.status_code != 200 or not isinstance(data, dict):
            message = data.get("message", "") if isinstance(data, dict) else ""
            raise ToolError(
                f"OSV refused: HTTP {answer.status_code} {message}".strip() + ".", "Check OSV_URL."
            )
        return data
