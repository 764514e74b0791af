"""Keeps what the crew has read up to date: a job looks each minute which sources are due, and reads them."""

from uuid import UUID

import structlog

from knowledge import KnowledgeError, Library
from storage import Database, Queue
from storage.models import KnowledgeSource

log = structlog.get_logger(__name__)

EVERY_MINUTE = "* * * * *"
READ_SOURCE = "read_source"


class Documents:
    """The sources of a deck.

    Args:
        library: reads them.
        database: where jobs are added.
        queue: runs the jobs, once among all replicas.
    """

    def __init__(self, library: Library, database: Database, queue: Queue) -> None:
        self._library = library
        self._database = database
        self._queue = queue
        queue.register(READ_SOURCE, self._read_source)
        queue.every(EVERY_MINUTE, "read_due_sources", self.look)

    async def begin(self) -> None:
        """Take up the folders that the settings name, and have whatever is due read in the background."""
        try:
            await self._library.add_folders()
            await self.look()
            # Whoever asks first need not wait for the model and the index.
            await self._library.warm()
        except KnowledgeError as error:
            # The crew can answer without these documents, and says what it does not know.
            log.error("documents not read", reason=str(error))

    async def look(self) -> None:
        """Have the sources read that are due."""
        due = await self._library.due()
        async with self._database.session() as session:
            for source in due:
                name = f"read source {source.id}"
                await self._queue.enqueue(session, READ_SOURCE, lock=name, key=name, source=str(source.id))

    async def read_folders(self) -> None:
        """Read the folders that the settings name, now."""
        for source in await self._library.add_folders():
            await self._read(source.id, source)

    async def _read_source(self, source: str) -> None:
        await self._read(UUID(source))

    async def _read(self, source_id: UUID, source: KnowledgeSource | None = None) -> None:
        name = source.name if source is not None else str(source_id)
        try:
            report = await self._library.do_what_is_due(source_id)
        except KnowledgeError as error:
            # It is kept with the source as well, and tried again when it is due the next time.
            log.error("documents not read", source=name, reason=str(error))
        else:
            if report is not None:
                log.info("documents read", source=name, passages=report.chunks)
