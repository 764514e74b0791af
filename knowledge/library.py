"""The way in: sources, reading them, searching them, reading a page. Nothing here blocks the event loop."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self
from uuid import UUID

from knowledge.embeddings import Embedder, embedder, minilm
from knowledge.folders import KEPT, folder_source, resolved
from knowledge.glossary import GlossaryError, glossary
from knowledge.incidents import Match, Question
from knowledge.ingest import IngestReport, Progress
from knowledge.keeping import Handed, KeptPage
from knowledge.names import names_in
from knowledge.quoting.contradiction import Contradiction, contradictions
from knowledge.quoting.deciding import Quote, deciding
from knowledge.quoting.sentences import stems
from knowledge.readings import BeingReadError
from knowledge.schedule import OFTEN, is_due
from knowledge.search.hit import Found, Hit, Page, hit, page
from knowledge.search.question import trimmed
from knowledge.shelves import Shelves
from knowledge.sources import FETCHED, FolderReader, Reader, SourceError, reader_of
from storage import Database, DatabaseUnavailableError
from storage.knowledge import Filters, FoundPassage, NewSource
from storage.knowledge.sources import Contents
from storage.models import KnowledgeSource, SourceState

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings

# So many passages of the same title, or with the same names, are compared with what is quoted.
LIKE_A_QUOTE = 60
# How long to wait for another process that reads the same source: as a person, and as a job among many.
PATIENCE_SECONDS = 60.0
AT_ONCE_SECONDS = 1.0
# Pages that are measured with at once.
MOST_MEASURED = 10_000

OpenReader = Callable[[KnowledgeSource], Reader]


class KnowledgeError(Exception):
    """The documents can't be read or searched. The message says what to do."""


class Library:
    """Everything the crew has read. Opening costs nothing; database, index and model open at first use.

    Args:
        settings: where everything is kept.
        embedder: makes the vectors.
        database: an open database; without one the library opens its own, by the settings.
    """

    def __init__(
        self, settings: "KnowledgeSettings", embedder: Embedder, database: Database | None = None
    ) -> None:
        self._settings = settings
        self._embedder = embedder
        self._database = database
        self._owns_database = database is None
        self._opened: Shelves | None = None
        self.readers: dict[str, OpenReader] = dict.fromkeys(FETCHED, partial(reader_of, settings=settings))
        self._opening = asyncio.Lock()

    @classmethod
    def open(cls, settings: "KnowledgeSettings", database: Database | None = None) -> Self:
        """The library that the settings describe.

        Raises:
            KnowledgeError: the settings contradict each other.
        """
        try:
            chosen = embedder(settings)
        except ValueError as error:
            raise KnowledgeError(str(error)) from error
        return cls(settings, chosen, database)

    async def ingest(
        self,
        folder: Path,
        base_url: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        *,
        kind: str = "document",
    ) -> IngestReport:
        """Read a folder, as a source that is named after it.

        Args:
            folder: read with all its folders, except hidden ones.
            base_url: where people read these files; links become `base_url/path#anchor`.
            progress: called in the event loop after every file.
            kind: `incident` for postmortems, else `document`.

        Raises:
            KnowledgeError: the folder is not there, or the index can't be reached.
        """
        place = await asyncio.to_thread(resolved, folder)
        async with self._shelves() as shelves:
            known = await shelves.sources.get(str(place))
            if known is None and not await asyncio.to_thread(place.is_dir):
                raise SourceError(f"There is no folder {folder}. Check the path.")
            source = await shelves.sources.put(
                folder_source(place, base_url, kind, added_by="command line"), keep=(*KEPT, "schedule")
            )
        return await self.read_source(source, FolderReader(place, base_url), progress)

    async def add_folders(self) -> list[KnowledgeSource]:
        """Have the folders that the settings name as sources, and no others that they named before.

        A source's audience, its project and whether it is paused stay as people have set them.
        """
        named = self._settings.knowledge_folders
        places = [await asyncio.to_thread(resolved, folder.path) for folder in named]
        async with self._shelves() as shelves:
            added = [
                await shelves.sources.put(
                    folder_source(place, folder.url, folder.kind, "settings", OFTEN), keep=(*KEPT, "state")
                )
                for place, folder in zip(places, named, strict=True)
            ]
            for source in await shelves.sources.all():
                if source.added_by == "settings" and source.id not in {one.id for one in added}:
                    await shelves.sources.change(source.id, state=SourceState.REMOVED)
        return added

    async def add(self, new: NewSource, progress: Callable[[Progress], None] | None = None) -> IngestReport:
        """Add a source and read it at once. If it can't be read, it stays, and is tried again when it is due.

        Raises:
            KnowledgeError: it can't be read. Why is kept with it.
        """
        async with self._shelves() as shelves:
            source = await shelves.sources.put(new)
            reader = self._reader(source)
        if reader is None:
            return IngestReport()
        return await self.read_source(source, reader, progress)

    async def read_source(
        self,
        source: KnowledgeSource,
        reader: Reader,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        """Bring the index in step with a source.

        Raises:
            KnowledgeError: the source or the index can't be reached. Nothing is forgotten then.
        """
        async with self._shelves() as shelves:
            return await shelves.readings.read(source.id, reader, progress or _show_nothing, PATIENCE_SECONDS)

    async def due(self) -> list[KnowledgeSource]:
        """The sources for which something is to be done: reading, embedding anew, taking out."""
        async with self._shelves() as shelves:
            return [
                source
                for source in await shelves.sources.all(*SourceState)
                if is_due(source, shelves.embedder.name)
            ]

    async def do_what_is_due(self, source_id: UUID) -> IngestReport | None:
        """Read a source, embed it anew or take it out; None if there is nothing to be done for now.

        Raises:
            KnowledgeError: it can't be read. Why is kept with the source, and the next time is tried again.
        """
        async with self._shelves() as shelves:
            source = await shelves.sources.with_id(source_id)
            if source is None or not is_due(source, shelves.embedder.name):
                return None
            try:
                if source.state == SourceState.REMOVED:
                    await shelves.readings.remove(source_id, AT_ONCE_SECONDS)
                    return None
                reader = self._reader(source)
                return await shelves.readings.read(source_id, reader, _show_nothing, AT_ONCE_SECONDS)
            except BeingReadError:
                return None

    async def remove(self, name: str) -> bool:
        """Take a source out with its pages; whether it was there.

        Nobody finds anything of it from now on. Where it is being read, the rest is done afterwards.
        """
        async with self._shelves() as shelves:
            source = await shelves.sources.get(name)
            if source is None or source.state == SourceState.REMOVED:
                return False
            with suppress(BeingReadError):
                await shelves.readings.remove(source.id, PATIENCE_SECONDS)
            return True

    async def pause(self, name: str, paused: bool = True) -> bool:
        """Read a source no more, or again; whether it is there. What was read of it is found all the same."""
        async with self._shelves() as shelves:
            source = await shelves.sources.get(name)
            if source is None or source.state == SourceState.REMOVED:
                return False
            # What was changed meanwhile is read now, not at its next time.
            again = {} if paused else {"begun_at": None}
            state = SourceState.PAUSED if paused else SourceState.ACTIVE
            await shelves.sources.change(source.id, state=state, **again)
            return True

    async def standing(self) -> list[tuple[KnowledgeSource, Contents]]:
        """The sources, with how much was read of each."""
        async with self._shelves() as shelves:
            contents = await shelves.sources.contents()
            return [(source, contents.get(source.id, Contents())) for source in await shelves.sources.all()]

    async def keep(self, new: NewSource, pages: Sequence[KeptPage]) -> IngestReport:
        """Keep pages that are handed over, beside those that the source has; it is added if it is not there.

        Nothing is kept while it is paused. Calls for one source must come one after another.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        async with self._shelves() as shelves:
            source = await shelves.sources.get(new.name)
            if source is not None and source.state == SourceState.PAUSED:
                return IngestReport()
            if source is None or source.state == SourceState.REMOVED:
                source = await shelves.sources.put(new)
            known = await shelves.pages.versions(source.id)
        return await self.read_source(source, Handed(pages, known))

    async def forget(self, source: str, paths: Collection[str]) -> int:
        """Forget pages of a source that were handed over; returns how many there were.

        Calls for one source must come one after another.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        async with self._shelves() as shelves:
            found = await shelves.sources.get(source)
            known = set() if found is None else set(await shelves.pages.versions(found.id))
        if found is None or known.isdisjoint(paths):
            return 0
        return (await self.read_source(found, Handed((), known - set(paths)))).deleted

    async def search(
        self,
        query: str,
        k: int = 5,
        kind: str | None = None,
        *,
        per_page: int = 2,
        filters: Filters | None = None,
    ) -> Found:
        """The passages that answer a question best, best first; none where nothing is close enough.

        Args:
            query: a question or a name, in words.
            k: how many, at most.
            kind: only `document` or only `incident`; None for both.
            per_page: at most so many passages of one page.
            filters: what may be found; everything by default.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        asked = trimmed(query)
        if not asked:
            return Found()
        chosen = filters or Filters(everything=True, kind=kind)
        async with self._shelves() as shelves:
            return await shelves.search(asked, k, chosen, per_page)

    async def deciding(self, question: str, hits: Sequence[Hit]) -> list[Quote]:
        """The sentences of the hits that decide a question, verbatim."""
        return await asyncio.to_thread(deciding, trimmed(question), hits, minilm())

    async def contradicted(self, quotes: Sequence[Quote], filters: Filters) -> list[Contradiction]:
        """Where a newer page that may be found says otherwise.

        Raises:
            KnowledgeError: the database can't be reached.
        """
        others: list[FoundPassage] = []
        async with self._shelves() as shelves:
            for quote in quotes:
                date, titled = quote.hit.date, stems(quote.hit.title)
                others += await shelves.passages.by_name(names_in(quote.text), filters, LIKE_A_QUOTE)
                if titled:
                    others += await shelves.passages.by_title(titled, date, filters, LIKE_A_QUOTE)
        found = [hit(passage, 0.0) for passage in {other.id: other for other in others}.values()]
        return await asyncio.to_thread(contradictions, quotes, found)

    async def past_incidents(
        self, question: Question, limit: int = 3, *, filters: Filters | None = None
    ) -> list[Match]:
        """The incidents that are like what happens now, the most alike first; empty where nothing is.

        Args:
            question: what happens now; `knowledge.incidents.question_of` makes one of words and names.
            limit: how many, at most.
            filters: what may be found; everything by default.

        Raises:
            KnowledgeError: the documents can't be searched.
        """
        async with self._shelves() as shelves:
            return await shelves.past_incidents(question, limit, filters or Filters(everything=True))

    async def read(self, path: str, filters: Filters | None = None) -> Page | None:
        """A whole page by its path, file name, or name of its alert or incident; None if there is none.

        Args:
            path: what it is called.
            filters: what may be seen; everything by default.
        """
        name = path.strip().strip("/")
        async with self._shelves() as shelves:
            page_id = await shelves.passages.page_called(name, filters or Filters(everything=True))
            return None if page_id is None else page(await shelves.passages.of_page(page_id))

    async def passages(self) -> list[FoundPassage]:
        """Everything that was read, to measure with."""
        async with self._shelves() as shelves:
            every = await shelves.passages.pages(Filters(everything=True), MOST_MEASURED)
            return await shelves.passages.of_pages(every)

    async def count(self) -> int:
        """How many passages there are."""
        async with self._shelves() as shelves:
            return await shelves.pages.count()

    async def warm(self) -> None:
        """Load the index and the model now: the first question would wait for seconds, where much was read.

        What is there by then is not looked through for garbage any more: that would hold questions up.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        async with self._shelves() as shelves:
            await shelves.warm()
        gc.collect()
        gc.freeze()

    async def close(self) -> None:
        """Close the index, and the database if it is the library's own."""
        if self._opened is not None:
            await self._opened.close()
        self._opened = None
        if self._owns_database and self._database is not None:
            await self._database.close()
            self._database = None

    async def check(self) -> str:
        """One line of what is reached, for `doctor`.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        return f"{await self.count()} passages, embedded with {self._embedder.name}"

    @asynccontextmanager
    async def _shelves(self) -> AsyncIterator[Shelves]:
        try:
            async with self._opening:
                if self._opened is None:
                    self._opened = await self._open()
            yield self._opened
        except (SourceError, BeingReadError, GlossaryError) as error:
            raise KnowledgeError(str(error)) from error
        except (KnowledgeError, DatabaseUnavailableError):
            raise
        except Exception as error:
            # Chroma and the embedding clients raise many types of their own.
            raise KnowledgeError(
                f"The documents can't be searched: {error}. Check CHROMA_URL, or QUARTERDECK_HOME."
            ) from error

    async def _open(self) -> Shelves:
        if self._database is None:
            self._database = await Database.open(self._settings)
        words = await asyncio.to_thread(glossary, self._settings)
        return Shelves(self._settings, self._database, self._embedder, words)

    def _reader(self, source: KnowledgeSource) -> Reader | None:
        """What reads a source; None where its pages are handed over, or it is paused."""
        if source.state != SourceState.ACTIVE or not source.schedule:
            return None
        opener = self.readers.get(source.kind)
        if opener is None:
            raise KnowledgeError(f"Nothing here reads sources of the kind {source.kind}.")
        return opener(source)


def _show_nothing(_: Progress) -> None:
    """Nobody looks on."""
