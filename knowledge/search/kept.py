"""Keeps the passages' small vectors in memory: to read them for a question takes longer than to compare."""

from collections import OrderedDict
from collections.abc import Collection
from uuid import UUID

from storage.knowledge import ConsideredPassages, Look

LARGEST = 128_000_000  # bytes: of MiniLM's small vectors those of 160,000 passages
MOST_FILLED = 50_000  # pages
READ_AT_ONCE = 500  # pages


class KeptPassages:
    """The passages of the pages that were considered last.

    A page that changes is written as another one, so what is kept of a page never gets old.

    Args:
        largest: how many bytes are kept, at most.
    """

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._size = 0
        self._kept: OrderedDict[UUID, ConsideredPassages] = OrderedDict()

    async def passages(self, look: Look, pages: Collection[UUID]) -> list[ConsideredPassages]:
        """The passages of these pages."""
        found = {page: self._kept[page] for page in pages if page in self._kept}
        for page in found:
            self._kept.move_to_end(page)
        missing = [page for page in pages if page not in found]
        if missing:
            for one in await look.passages(missing):
                found[one.page_id] = one
                self._keep(one)
        return list(found.values())

    async def fill(self, look: Look) -> None:
        """Read the passages of the pages that were changed last, as many as are kept."""
        latest = await look.latest(MOST_FILLED)
        for start in range(0, len(latest), READ_AT_ONCE):
            if self._size > 0.9 * self._largest:
                return
            await self.passages(look, latest[start : start + READ_AT_ONCE])

    def _keep(self, one: ConsideredPassages) -> None:
        # While a new embedder makes its vectors, some are there and others not yet.
        if not one.whole or one.page_id in self._kept:
            return
        self._kept[one.page_id] = one
        self._size += one.size
        while self._size > self._largest:
            self._size -= self._kept.popitem(last=False)[1].size
