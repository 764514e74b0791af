"""Fetches pages from the web: with limits on time, size and redirects, and from nowhere that it may not."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from knowledge.reading.errors import UnreadableError
from knowledge.reading.formats import MEGABYTE, format_of
from knowledge.sources.addresses import address_of
from knowledge.sources.base import OutOfReachError

SECONDS = httpx.Timeout(10.0, pool=60.0)
WHOLE_SECONDS = 60.0  # for one page: a server that sends a byte a second is never late by the other limit
MOST_REDIRECTS = 5
ATTEMPTS = 3
_HEADERS = {
    "Accept": "text/markdown, text/html;q=0.9, application/pdf;q=0.8, */*;q=0.5",
    # A few kilobytes that are packed can stand for gigabytes.
    "Accept-Encoding": "identity",
    "User-Agent": "quarterdeck",
}
_LATER = (408, 425, 429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave."""

    headers: Mapping[str, str]
    body: bytes


class _TryAgainError(Exception):
    """The server was not there, or asked for patience."""


class Web:
    """The web, as far as it may be read.

    Args:
        private: whether addresses inside of a private network may be read.
        wait: the seconds before the second try; each further wait is twice as long.
    """

    def __init__(self, private: bool = False, wait: float = 0.5) -> None:
        self._private = private
        self._wait = wait
        # A proxy from the environment would look names up by itself, and so go where it may not.
        self._client = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._client.aclose()

    async def fetch(self, url: str, method: str = "GET") -> Fetched:
        """A page, or with `HEAD` what its server says of it.

        Raises:
            UnreadableError: there is no such page, or it may not be read.
            OutOfReachError: its server can't be reached now.
        """
        retrying = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_exponential(multiplier=self._wait, max=10),
            retry=retry_if_exception_type(_TryAgainError),
            reraise=True,
        )
        try:
            return await retrying(self._within_time, url, method)
        except _TryAgainError as error:
            raise OutOfReachError(f"{error}. What was read of it before stays") from error

    async def _within_time(self, url: str, method: str) -> Fetched:
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._followed(url, method)
        except TimeoutError as error:
            raise _TryAgainError("its server takes too long") from error
        except (httpx.TransportError, OSError) as error:
            raise _TryAgainError(f"its server can't be reached ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise UnreadableError(f"its server's answer makes no sense ({type(error).__name__})") from error

    async def _followed(self, url: str, method: str) -> Fetched:
        for _ in range(MOST_REDIRECTS + 1):
            request = await self._request(url, method)
            response = await self._client.send(request, stream=True)
            try:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = urljoin(url, response.headers["location"])
                    continue
                return await _taken(response, url, method)
            finally:
                await response.aclose()
        raise UnreadableError(f"it leads from one address to another more than {MOST_REDIRECTS} times")

    async def _request(self, url: str, method: str) -> httpx.Request:
        """A request to the address that was checked, not to a name that may lead elsewhere a moment later."""
        address = await address_of(url, self._private)
        parts = urlsplit(url)
        host = f"[{address}]" if ":" in address else address
        netloc = f"{host}:{parts.port}" if parts.port else host
        return self._client.build_request(
            method,
            urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")),
            headers={"Host": parts.netloc, **_HEADERS},
            extensions={"sni_hostname": parts.hostname},
        )


async def _taken(response: httpx.Response, url: str, method: str) -> Fetched:
    if response.status_code in _LATER:
        raise _TryAgainError(f"its server answers HTTP {response.status_code}")
    if response.status_code in (401, 403, 407):
        raise UnreadableError(f"its server wants a sign-in (HTTP {response.status_code})")
    if response.status_code != 200:
        raise UnreadableError(f"there is no such page (HTTP {response.status_code})")
    if method == "HEAD":
        return Fetched(response.headers, b"")
    found = format_of(urlsplit(url).path, response.headers.get("content-type"))
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnreadableError("its server packs it although it was asked not to")
    declared = response.headers.get("content-length", "")
    if declared.isdigit():
        found.check_size(int(declared))
    body = bytearray()
    async for part in response.aiter_raw(64 * 1024):
        body += part
        if len(body) > found.largest:
            raise UnreadableError(
                f"it is larger than {found.largest // MEGABYTE} MB, up to which {found.name} is read"
            )
    return Fetched(response.headers, bytes(body))
