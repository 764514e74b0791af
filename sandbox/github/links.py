"""Addresses, identities and times as GitHub writes them."""

import base64
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

API_PATH = "/api/v3"


@dataclass(frozen=True, slots=True)
class Links:
    """Where this server stands, as the client sees it."""

    origin: str

    @classmethod
    def of(cls, request: web.Request) -> "Links":
        """The addresses for answers to this request."""
        return cls(str(request.url.origin()))

    def api(self, path: str) -> str:
        """The address of a resource of the API; the path begins with a slash."""
        return f"{self.origin}{API_PATH}{quote(path, safe='/?=&{}:,#')}"

    def page(self, path: str) -> str:
        """The address of a web page; the path begins with a slash."""
        return f"{self.origin}{quote(path, safe='/?=&#')}"


def identity(kind: str, *parts: str | int) -> int:
    """A number for a thing, the same one every time."""
    return zlib.crc32("/".join((kind, *map(str, parts))).encode())


def node_id(kind: str, number: int) -> str:
    """The opaque id that GitHub's other API uses."""
    return base64.b64encode(f"0:{len(kind)}:{kind}{number}".encode()).decode()


def stamp(moment: datetime) -> str:
    """A time in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_or_none(moment: datetime | None) -> str | None:
    """A time, where there is one."""
    return None if moment is None else stamp(moment)
