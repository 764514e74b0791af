"""Pages of the web, by their addresses."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from knowledge.reading.errors import UnreadableError
from knowledge.sources.base import Listed, OutOfReachError, SourceError
from knowledge.sources.web import Web

logger = logging.getLogger(__name__)

PARALLEL = 4
MOST = 1_000
_UNREADABLE = "unreadable: "
_OUT_OF_REACH = "out of reach: "


class UrlReader:
    """Reads pages by their addresses.

    A server that names an ETag or a date of change is asked for no more than that; any other page is fetched
    to see whether it changed.

    Args:
        urls: the addresses.
        private: whether addresses inside of a private network may be read.
        wait: the seconds before a second try.
    """

    def __init__(self, urls: Sequence[str], private: bool = False, wait: float = 0.5) -> None:
        self._urls = list(dict.fromkeys(urls))
        self._private = private
        self._wait = wait

    async def pages(self) -> list[Listed]:
        """The pages, in the order of their addresses.

        Raises:
            SourceError: there are too many, or none of them can be reached.
        """
        if len(self._urls) > MOST:
            raise SourceError(f"{len(self._urls):,} addresses are too many: {MOST:,} can be read.")
        turns = asyncio.Semaphore(PARALLEL)
        async with Web(self._private, self._wait) as web:

            async def look(url: str) -> Listed:
                async with turns:
                    return await _listed(web, url)

            found = await asyncio.gather(*(look(url) for url in self._urls))
        if found and all(page.version.startswith(_OUT_OF_REACH) for page in found):
            raise SourceError(f"None of the pages can be reached: {_why(found[0])}. Check the network.")
        return list(found)

    async def read(self, page: Listed) -> bytes:
        """A page."""
        if page.version.startswith(_OUT_OF_REACH):
            raise OutOfReachError(_why(page))
        if page.version.startswith(_UNREADABLE):
            raise UnreadableError(_why(page))
        async with Web(self._private, self._wait) as web:
            return (await web.fetch(page.url or "")).body


async def _listed(web: Web, url: str) -> Listed:
    try:
        headers, version = await _state(web, url)
    except OutOfReachError as error:
        return _without(url, f"{_OUT_OF_REACH}{error}")
    except UnreadableError as error:
        return _without(url, f"{_UNREADABLE}{error}")
    return Listed(
        path=_path(url),
        version=version,
        changed_at=_date(headers.get("last-modified", "")) or datetime.now(UTC),
        url=url,
        media_type=headers.get("content-type"),
    )


async def _state(web: Web, url: str) -> tuple[Mapping[str, str], str]:
    try:
        headers = (await web.fetch(url, "HEAD")).headers
        version = headers.get("etag") or headers.get("last-modified")
        if version and headers.get("content-type"):
            return headers, version
    except OutOfReachError:
        raise
    except UnreadableError as error:
        # Some servers know no HEAD; whether there is a page is for GET to say.
        logger.debug("%s does not answer HEAD: %s", url, error)
    fetched = await web.fetch(url)
    return fetched.headers, hashlib.sha256(fetched.body).hexdigest()


def _path(url: str) -> str:
    """What a page is called: its address without the scheme."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def _without(url: str, version: str) -> Listed:
    return Listed(_path(url), version, datetime.now(UTC), url)


def _why(page: Listed) -> str:
    return page.version.partition(": ")[2]


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
