"""Everything that answers an ask, tied together: database, queue, documents, connections, crew."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Protocol, Self

from sqlalchemy import text

from bot.approvals.due import look_after
from bot.documents import Documents
from bot.observability.metrics import Metrics
from bot.observability.readiness import Readiness
from bot.runner import Answers
from bot.settings import Settings
from knowledge import Library
from storage import (
    ApprovalStore,
    AskStore,
    Catalog,
    Database,
    EvidenceStore,
    Queue,
    ReviewStore,
    RoleStore,
    write_catalog,
)
from storage.models import Ask
from tools.connections import Connections
from tools.gate import Gate, Kind, Subject, Subjects
from tools.redaction import keep_out


class Closing(Answers, Protocol):
    """A crew that can be closed."""

    async def close(self) -> None:
        """Let go of what the crew holds."""


OpenCrew = Callable[[Settings, Database, Connections], Awaitable[Closing]]


async def open_crew(settings: Settings, database: Database, connections: Connections) -> Closing:
    """The real crew."""
    from agents import Crew

    return await Crew.open(settings, database, connections)


class Deck:
    """The open parts of Quarterdeck, whichever edge they serve."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        database: Database,
        queue: Queue,
        connections: Connections,
        crew: Answers | None,
        works_on_queue: bool,
    ) -> None:
        self.settings = settings
        self.catalog = catalog
        self.database = database
        self.queue = queue
        self.connections = connections
        self.crew = crew
        self.metrics = Metrics()
        self.readiness = Readiness()
        self.readiness.add("database", self._reach_database)
        if works_on_queue:
            self.readiness.add("queue", queue.check)
        self.asks = AskStore(database, queue if works_on_queue else None)
        self.evidence = EvidenceStore(database)
        self.approvals = ApprovalStore(database, queue if works_on_queue else None)
        self.gate = Gate(settings.gate_policies)
        self._subjects = Subjects(RoleStore(database))
        self.documents = Documents(connections.library, database, queue)
        if works_on_queue:
            look_after(queue, self.approvals, settings.approval_escalation_role)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, settings: Settings, crew: OpenCrew | None = open_crew, works_on_queue: bool = True
    ) -> AsyncIterator[Self]:
        """Open everything, and close it again at the end of the block.

        Args:
            settings: The settings.
            crew: Opens the crew; None where other processes work on the asks.
            works_on_queue: Whether an ask that is stored gets a job; otherwise its caller runs it.

        Raises:
            CatalogError: the catalogue can't be used.
            DatabaseUnavailableError: the database does not answer.
        """
        keep_out(settings.credentials())
        async with AsyncExitStack() as stack:
            catalog = Catalog() if settings.catalog is None else Catalog.read(settings.catalog)
            database = await _open_database(settings, with_crew=crew is not None)
            stack.push_async_callback(database.close)
            async with database.session() as session:
                await write_catalog(session, catalog)
            connections = Connections(
                settings, catalog, Library.open(settings, database), reviews=ReviewStore(database)
            )
            stack.push_async_callback(connections.close)
            opened = await crew(settings, database, connections) if crew is not None else None
            if opened is not None:
                stack.push_async_callback(opened.close)
            queue = Queue(database.url)
            if works_on_queue:
                await queue.open()
                stack.push_async_callback(queue.close)
            yield cls(settings, catalog, database, queue, connections, opened, works_on_queue)

    async def _reach_database(self) -> None:
        async with self.database.session() as session:
            await session.execute(text("SELECT 1"))

    async def ingest_folders(self) -> None:
        """Bring the documents in step with the folders that the settings name."""
        await self.documents.read_folders()

    async def subject_of(
        self, person: str, ask: Ask, kind: Kind = Kind.PERSON, groups: Iterable[str] = ()
    ) -> Subject:
        """A person where an ask was asked: its asker, or somebody who gives leave for it."""
        asker = await self._subjects.asker(ask)
        if person == ask.asker:
            return asker
        return await self._subjects.of(person, ask.id, ask.channel, asker.place, kind, groups)

    def name_of(self, account: str) -> str | None:
        """The name of a person with that Slack id, where the catalogue knows it."""
        person = self.catalog.person(account)
        return person.name if person is not None else None


async def _open_database(settings: Settings, with_crew: bool) -> Database:
    # LangGraph takes seconds to import; the database's start leaves the processor free meanwhile.
    imports = asyncio.to_thread(import_module, "agents.crew") if with_crew else asyncio.sleep(0)
    database, _ = await asyncio.gather(Database.open(settings), imports)
    return database
