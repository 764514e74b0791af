"""What every source can be asked: which pages there are, and what stands on one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from knowledge.reading.reading import UnreadableError


class SourceError(Exception):
    """A source can't be reached, or is not there. The message says what to do; nothing is forgotten."""


class OutOfReachError(UnreadableError):
    """A page can't be fetched at the moment; what was read of it before stays."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as its source lists it.

    Args:
        path: what it is called inside its source.
        version: changes exactly when the page does; the same version is not read again.
        changed_at: when it was changed last.
        url: where people read it.
        commit: the commit that changed it last.
        media_type: what it is, where its path does not say.
        details: what the source knows of it, beside its own front matter.
        approved_by: who said that it is right, where somebody did.
        stays: it is to stay as it was read before; the other fields don't matter then.
    """

    path: str
    version: str
    changed_at: datetime
    url: str | None = None
    commit: str | None = None
    media_type: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    approved_by: str | None = None
    stays: bool = False


class Reader(Protocol):
    """Reads one source."""

    async def pages(self) -> list[Listed]:
        """All its pages.

        Raises:
            SourceError: it can't be reached.
        """
        ...

    async def read(self, page: Listed) -> bytes:
        """What stands on a page.

        Raises:
            UnreadableError: it can't be read; the message says why.
            SourceError: the source can't be reached.
        """
        ...


@runtime_checkable
class Dated(Protocol):
    """A reader that must ask once more to know when a page was changed: asked only for pages to be read."""

    async def dated(self, page: Listed) -> Listed:
        """The page with when it was changed, and the commit."""
        ...
