"""One reading of a source at a time, among all processes: what it comes to is kept with the source."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID

from knowledge.ingest import IngestReport, Progress, ingest
from knowledge.matching import Stores, complete
from knowledge.sources import Reader, SourceError
from storage import DatabaseUnavailableError
from storage.knowledge import SourceStore
from storage.locks import Locks, StillHeldError
from storage.models import KnowledgeSource, SourceState

TELL_SECONDS = 2.0
# What could not be read is listed up to here; the rest is counted.
MOST_SKIPPED = 200
LONGEST_ERROR = 500

Show = Callable[[Progress], None]
OpenStores = Callable[[str], Stores]


class BeingReadError(Exception):
    """Another process reads the source, and did not finish in the time that this one could wait."""


class StoppedError(Exception):
    """The source was paused or removed while it was read."""


class Readings:
    """Reads the sources of one database.

    Args:
        sources: the sources.
        locks: the names that processes hold.
        open_stores: opens what an embedder's vectors are kept in.
        embedder: who makes vectors now.
    """

    def __init__(self, sources: SourceStore, locks: Locks, open_stores: OpenStores, embedder: str) -> None:
        self._sources = sources
        self._locks = locks
        self._open_stores = open_stores
        self._embedder = embedder

    async def read(self, source_id: UUID, reader: Reader | None, show: Show, patience: float) -> IngestReport:
        """Bring the index in step with a source. What goes wrong is kept with the source, and raised.

        Args:
            source_id: the source.
            reader: gives its pages; None to leave them as they are, and only make what vectors are lacking.
            show: called after every page.
            patience: the seconds to wait for another process that reads it.

        Raises:
            BeingReadError: another process still reads it.
            SourceError: the source can't be reached, or is not there. Nothing is forgotten then.
        """
        async with self._alone(source_id, patience) as source:
            if source.state == SourceState.REMOVED:
                raise SourceError(f"{source.name} was removed.")
            stores = self._open_stores(self._embedder)
            # What was cut off has written to the index, and raised no revision.
            seen = source.revision if source.progress is None else None
            await asyncio.to_thread(stores.index.begin, source_id, seen)
            revision = None
            try:
                report = await self._watched(source, reader, stores, show)
                written = self._has_written(source, report)
                revision = await self._sources.end(source_id, written, **_outcome(report, reader))
            except DatabaseUnavailableError:
                raise
            except StoppedError as stop:
                revision = await self._sources.end(source_id, True)
                raise SourceError(str(stop)) from stop
            except Exception as error:
                told = " ".join(str(error).split())[:LONGEST_ERROR] or type(error).__name__
                revision = await self._sources.end(source_id, True, error=told)
                raise
            finally:
                await asyncio.to_thread(stores.index.end, source_id, revision)
            return report

    async def remove(self, source_id: UUID, patience: float) -> None:
        """Take a source out: its pages, its vectors, and itself.

        Raises:
            BeingReadError: another process still reads it; it will notice, and this can be done afterwards.
        """
        await self._sources.change(source_id, state=SourceState.REMOVED)
        async with self._alone(source_id, patience) as source:
            stores = self._open_stores(self._embedder)
            for name in {self._embedder, source.embedder or self._embedder}:
                await asyncio.to_thread(self._open_stores(name).index.drop, source_id)
            await self._sources.delete(source_id)
            await stores.vectors.sweep(source_id)

    async def _watched(
        self, source: KnowledgeSource, reader: Reader | None, stores: Stores, show: Show
    ) -> IngestReport:
        told = _Telling(self._sources, source.id, show)
        await told.tell()
        await self._sources.change(source.id, begun_at=datetime.now(UTC))
        telling = asyncio.create_task(told.keep_telling())
        try:
            await self._serve(source, stores, told)
            if reader is None:
                return IngestReport()
            return await ingest(source, reader, stores, told.show)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _serve(self, source: KnowledgeSource, stores: Stores, told: "_Telling") -> None:
        """Have the source searched by the vectors of the embedder that is chosen; mend what was cut off."""
        before = source.embedder
        if before is None:
            await self._sources.change(source.id, embedder=self._embedder)
        elif before != self._embedder or source.progress is not None:
            begun = perf_counter()

            def embedded(pages: int) -> None:
                told.show(Progress(pages, 0, "", seconds=perf_counter() - begun))

            await complete(stores, source.id, embedded)
        if before not in (None, self._embedder):
            await self._sources.change(source.id, embedder=self._embedder)
            old = self._open_stores(str(before))
            await asyncio.to_thread(old.index.drop, source.id)
            await old.vectors.drop_unless_served()

    def _has_written(self, source: KnowledgeSource, report: IngestReport) -> bool:
        anew = source.embedder != self._embedder or source.progress is not None
        return anew or bool(report.added or report.changed or report.deleted)

    @asynccontextmanager
    async def _alone(self, source_id: UUID, patience: float) -> AsyncIterator[KnowledgeSource]:
        try:
            async with self._locks.alone(f"knowledge source {source_id}", patience):
                source = await self._sources.with_id(source_id)
                if source is None:
                    raise SourceError("The source is not there any more.")
                yield source
        except StillHeldError as error:
            raise BeingReadError("Another process is reading this source. Try again in a while.") from error


class _Telling:
    """Tells whoever looks at the source how far the reading is, and hears when it is to stop."""

    def __init__(self, sources: SourceStore, source_id: UUID, show: Show) -> None:
        self._sources, self._source_id, self._show = sources, source_id, show
        self._latest = Progress(0, 0, "")
        self._state: SourceState | None = SourceState.ACTIVE
        self._begun_with: SourceState | None = None

    def show(self, progress: Progress) -> None:
        """After every page."""
        if self._state != self._begun_with:
            raise StoppedError("The source was paused or removed while it was read.")
        self._latest = progress
        self._show(progress)

    async def tell(self) -> None:
        """Write down how far it is."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._state = await self._sources.tell(self._source_id, {**asdict(self._latest), "at": at})
        if self._begun_with is None:
            self._begun_with = self._state

    async def keep_telling(self) -> None:
        """Write it down again and again."""
        while True:
            await asyncio.sleep(TELL_SECONDS)
            await self.tell()


def _outcome(report: IngestReport, reader: Reader | None) -> dict[str, Any]:
    if reader is None:
        return {"error": None}
    kept = asdict(report)
    kept["skipped"] = kept["skipped"][:MOST_SKIPPED]
    kept["left_out"] = max(0, len(report.skipped) - MOST_SKIPPED)
    return {"error": None, "report": kept, "read_at": datetime.now(UTC)}
