"""Takes asks in: writes them down once, in time, or says that it can't."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal
from uuid import UUID

import structlog
from procrastinate.exceptions import ConnectorException

from bot.observability.metrics import Metrics
from storage import AskStore, DatabaseUnavailableError, NewAsk

log = structlog.get_logger(__name__)

# Slack gives an app 3 s to acknowledge; what takes longer than this is lost time for both.
STORE_SECONDS = 2.5


Became = Literal["asked", "queued", "taken_up", "again"]


class Intake:
    """The way from a listener into the database."""

    def __init__(self, asks: AskStore, metrics: Metrics, adds: Callable[[str, str], bool]) -> None:
        self._asks = asks
        self._metrics = metrics
        self._adds = adds

    async def hear(self, new: NewAsk) -> Became:
        """Store what somebody says in a conversation.

        Returns:
            What it became: an ask, one that waits for the one before it, or an addition to the one that is
            worked on; `again` for a delivery that is stored already.

        Raises:
            DatabaseUnavailableError: nothing is stored; the sender should try again.
        """
        if new.thread_ts == new.message_ts:
            return "again" if await self.receive(new) is None else "asked"
        async with database_answers():
            added = await self._asks.add(new, self._adds)
        if added is not None:
            log.info("added", ask_id=str(added.ask_id), again=added.again, thread=new.thread)
            return "again" if added.again else "taken_up"
        ask_id = await self.receive(new)
        if ask_id is None:
            return "again"
        async with database_answers():
            return "queued" if await self._asks.busy(new.thread, but=ask_id) else "asked"

    async def stop(self, thread: str, person: str) -> bool:
        """Have what runs in a conversation stopped; False where nothing does.

        Raises:
            DatabaseUnavailableError: nothing is stored; the sender should try again.
        """
        async with database_answers():
            stopping = await self._asks.runs.stop_thread(thread, person)
        log.info("asked to stop", thread=thread, by=person, asks=len(stopping))
        return bool(stopping)

    async def receive(self, new: NewAsk) -> UUID | None:
        """Store an ask with its job.

        Returns:
            The ask's id, or None for a delivery that is stored already.

        Raises:
            DatabaseUnavailableError: nothing is stored; the sender should try again.
        """
        async with database_answers():
            ask_id = await self._asks.receive(new)
        if ask_id is None:
            log.info("delivered again", event_id=new.event_id)
        else:
            self._metrics.asks_received.labels(new.source).inc()
            log.info("asked", ask_id=str(ask_id), source=new.source, asker=new.asker, thread=new.thread)
        return ask_id

    async def knows(self, thread: str) -> bool:
        """Whether the crew was already asked in this thread.

        Raises:
            DatabaseUnavailableError: the database does not answer.
        """
        async with database_answers():
            return await self._asks.knows_thread(thread)


@asynccontextmanager
async def database_answers() -> AsyncIterator[None]:
    """Give the database as long as Slack gives us, and turn every way of being gone into one error."""
    try:
        async with asyncio.timeout(STORE_SECONDS):
            yield
    except (ConnectorException, TimeoutError, OSError) as error:
        raise DatabaseUnavailableError("The database does not answer in time.") from error
