"""How long a killed worker's asks wait until another worker has them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row

from benchmarks.figures import percentile

LOOK_EVERY_SECONDS = 0.25
RUNNING = """
SELECT job.id, job.worker_id, worker.last_heartbeat
FROM procrastinate_jobs AS job JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE job.status = 'doing' AND job.task_name IN ('run_ask', 'resume_ask')
"""


class Takeovers:
    """Looks at the queue now and then: a job that changes its worker was taken over.

    The wait counts from the first kill after the dead worker's last heartbeat: it is never shown too short.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._kills: list[datetime] = []
        self._holders: dict[int, tuple[int, datetime]] = {}
        self._waits: list[float] = []

    @classmethod
    @asynccontextmanager
    async def watching(cls, url: str) -> AsyncIterator[Self]:
        """Watch until the end of the block."""
        watcher = cls(url)
        task = asyncio.create_task(watcher._watch())
        try:
            yield watcher
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def count(self) -> int:
        """How many asks changed hands."""
        return len(self._waits)

    def killed(self) -> None:
        """A replica is about to be killed."""
        self._kills.append(datetime.now(UTC))

    def p95(self) -> float | None:
        """The 95th percentile in seconds; None where nothing changed hands."""
        return round(percentile(self._waits, 0.95), 1) if self._waits else None

    async def _watch(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, row_factory=dict_row
                ) as connection:
                    while True:
                        await self._look(connection)
                        await asyncio.sleep(LOOK_EVERY_SECONDS)
            except psycopg.Error:
                # Before the tables are made, and while the database is restarted.
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _look(self, connection: psycopg.AsyncConnection[dict[str, Any]]) -> None:
        for job in await (await connection.execute(RUNNING)).fetchall():
            holder = self._holders.get(job["id"])
            if holder is not None and holder[0] != job["worker_id"]:
                self._taken_over(holder[1])
            self._holders[job["id"]] = (job["worker_id"], job["last_heartbeat"])

    def _taken_over(self, last_heartbeat: datetime) -> None:
        kill = next((at for at in self._kills if at >= last_heartbeat), None)
        if kill is not None:
            self._waits.append((datetime.now(UTC) - kill).total_seconds())
