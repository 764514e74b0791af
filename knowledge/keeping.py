"""Pages that are handed over instead of fetched: a kept thread, an answer that somebody marked as right."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from knowledge.sources import Listed


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page of Markdown that is handed over.

    Args:
        path: what it is called inside its source; a page with the same path is replaced.
        text: what stands on it, without secrets.
        changed_at: when that was said.
        url: where people read it.
        details: what else is known of it.
        approved_by: who said that it is right.
    """

    path: str
    text: str
    changed_at: datetime
    url: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    approved_by: str | None = None


class Handed:
    """Reads pages that are handed over; those that were handed over before stay.

    Args:
        pages: the new ones.
        stay: the paths of the others.
    """

    def __init__(self, pages: Sequence[KeptPage], stay: Iterable[str]) -> None:
        self._pages = {page.path: page for page in pages}
        self._stay = sorted(set(stay) - self._pages.keys())

    async def pages(self) -> list[Listed]:
        """Old and new."""
        old = [Listed(path, "", datetime.now(UTC), stays=True) for path in self._stay]
        return old + [_listed(page) for page in self._pages.values()]

    async def read(self, page: Listed) -> bytes:
        """What stands on a new one."""
        return self._pages[page.path].text.encode()


def _listed(page: KeptPage) -> Listed:
    said = json.dumps([page.text, page.details, page.approved_by, page.url], sort_keys=True, default=str)
    return Listed(
        path=page.path,
        version=sha256(said.encode()).hexdigest(),
        changed_at=page.changed_at,
        url=page.url,
        details=page.details,
        approved_by=page.approved_by,
    )
