"""Pages of lists, and the answers in which they travel."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list a client asks for; pages count from 1."""

    number: int
    size: int

    @classmethod
    def of(cls, request: web.Request, size: int = 30) -> "Page":
        """Read `page` and `per_page` (at most 100); what is no number counts as not given."""
        number = _number(request.query.get("page"), 1)
        return cls(max(number, 1), min(max(_number(request.query.get("per_page"), size), 1), 100))

    @property
    def skip(self) -> int:
        """How many items come before this page."""
        return (self.number - 1) * self.size

    def cut(self, items: Sequence[Item]) -> Sequence[Item]:
        """This page of a whole list."""
        return items[self.skip : self.skip + self.size]


def reply(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """An answer in JSON."""
    text = json.dumps(data, ensure_ascii=False)
    kind = "application/json"
    return web.Response(text=text, status=status, content_type=kind, charset="utf-8", headers=headers)


def listed(request: web.Request, data: Any, page: Page, total: int) -> web.Response:
    """A page of a list, with a `Link` header to its neighbours."""
    last = max(-(-total // page.size), 1)
    links = []
    if page.number > 1:
        links += [("first", 1), ("prev", page.number - 1)]
    if page.number < last:
        links += [("next", page.number + 1), ("last", last)]
    header = ", ".join(
        f'<{request.url.update_query(page=number, per_page=page.size)}>; rel="{name}"'
        for name, number in links
    )
    return reply(data, headers={"Link": header} if header else None)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else otherwise
