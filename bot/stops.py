"""Ends runs when somebody says stop, wherever they run and whoever said it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID

import structlog

from storage import DatabaseUnavailableError, RunStore

log = structlog.get_logger(__name__)

T = TypeVar("T")

# One query for all asks that run in this process. It needs no connection of its own and survives a lost one.
LOOK_SECONDS = 0.4


class StoppedError(Exception):
    """Somebody wanted the run to end."""


class Stops:
    """Watches the asks that run in this process."""

    def __init__(self, runs: RunStore) -> None:
        self._runs = runs
        self._running: dict[UUID, asyncio.Task[Any]] = {}
        self._stopped: set[UUID] = set()
        self._watch: asyncio.Task[None] | None = None

    async def run(self, ask_id: UUID, work: Coroutine[Any, Any, T]) -> T:
        """Do an ask's work, until it is done or somebody stops it.

        Raises:
            StoppedError: somebody did. The work has ended.
        """
        task = asyncio.create_task(work)
        self._running[ask_id] = task
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look(), name="stops")
        try:
            return await task
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if ask_id in self._stopped and not (current and current.cancelling()):
                raise StoppedError from None
            raise
        finally:
            del self._running[ask_id]
            self._stopped.discard(ask_id)

    async def _look(self) -> None:
        while self._running:
            try:
                wanted = await self._runs.to_stop(set(self._running))
            except DatabaseUnavailableError:
                wanted = {}
            for ask_id in wanted.keys() & self._running.keys():
                if ask_id not in self._stopped:
                    log.info("stopping", ask_id=str(ask_id), by=wanted[ask_id])
                    self._stopped.add(ask_id)
                    self._running[ask_id].cancel()
            await asyncio.sleep(LOOK_SECONDS)
