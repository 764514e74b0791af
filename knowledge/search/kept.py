"""Keeps in memory what pages are judged by: to read it for a question takes longer than to compare it."""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from storage.knowledge import ConsideredPage, ConsideredPassages, Look

LARGEST = 192_000_000  # bytes: of MiniLM's small vectors and the words of as many pages 180,000 passages
MOST_FILLED = 50_000  # pages
READ_AT_ONCE = 500  # pages


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page with its passages."""

    page: ConsideredPage
    passages: ConsideredPassages

    @property
    def size(self) -> int:
        """In bytes."""
        return self.page.size + self.passages.size


class KeptPages:
    """The pages that were considered last.

    A page that changes is written as another one, so what is kept of a page never gets old.

    Args:
        largest: how many bytes are kept, at most.
    """

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._size = 0
        self._kept: OrderedDict[UUID, Candidate] = OrderedDict()

    async def candidates(self, look: Look, pages: Collection[UUID]) -> list[Candidate]:
        """What these pages are judged by; those without vectors are left out."""
        found = {page: self._kept[page] for page in pages if page in self._kept}
        for page in found:
            self._kept.move_to_end(page)
        missing = [page for page in pages if page not in found]
        if missing:
            for one in await _read(look, missing):
                found[one.page.id] = one
                self._keep(one)
        return list(found.values())

    async def fill(self, look: Look) -> None:
        """Read the pages that were changed last, as many as are kept."""
        latest = await look.latest(MOST_FILLED)
        for start in range(0, len(latest), READ_AT_ONCE):
            if self._size > 0.9 * self._largest:
                return
            await self.candidates(look, latest[start : start + READ_AT_ONCE])

    def _keep(self, one: Candidate) -> None:
        # While a new embedder makes its vectors, some are there and others not yet.
        if not one.passages.whole or one.page.id in self._kept:
            return
        self._kept[one.page.id] = one
        self._size += one.size
        while self._size > self._largest:
            self._size -= self._kept.popitem(last=False)[1].size


async def _read(look: Look, ids: Sequence[UUID]) -> list[Candidate]:
    pages = await look.pages(ids)
    passages = {one.page_id: one for one in await look.passages([page.id for page in pages])}
    return [Candidate(page, passages[page.id]) for page in pages if page.id in passages]
