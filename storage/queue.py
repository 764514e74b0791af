"""The job queue: procrastinate, in the same Postgres as everything else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.ext.asyncio import AsyncSession

Handler = Callable[..., Awaitable[None]]

# Fall-back only: a NOTIFY starts a job within milliseconds.
POLL_SECONDS = 2.0
GRACE_SECONDS = 15.0


class Queue:
    """Jobs that start in order within a lock and in parallel across locks."""

    def __init__(self, url: str, concurrency: int = 8) -> None:
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=8, timeout=5)
        self._app = App(connector=connector)
        self._concurrency = concurrency
        self._worker: asyncio.Task[None] | None = None

    def register(self, name: str, handler: Handler) -> None:
        """Say which coroutine function runs the jobs called `name`. Its arguments are JSON values."""
        retry = RetryStrategy(max_attempts=2, exponential_wait=2)
        self._app.task(name=name, retry=retry)(handler)

    async def open(self) -> None:
        """Open the queue's own connections."""
        await self._app.open_async()

    async def enqueue(
        self, session: AsyncSession, name: str, *, lock: str, key: str, **arguments: Any
    ) -> bool:
        """Add a job as part of the session's transaction: it exists exactly if the transaction commits.

        Args:
            session: The transaction.
            name: A registered job name.
            lock: Jobs with the same lock run one after another, in order.
            key: A waiting job with the same key makes this call add nothing.
            arguments: What the handler gets.

        Returns:
            Whether a job was added.
        """
        connection = await session.connection()
        raw = await connection.get_raw_connection()
        task = self._app.configure_task(name, lock=lock, queueing_lock=key, connection=raw.driver_connection)
        try:
            async with session.begin_nested():
                await task.defer_async(**arguments)
        except AlreadyEnqueued:
            return False
        return True

    def start_worker(self) -> None:
        """Begin to work on jobs in the background."""
        self._worker = asyncio.create_task(
            self._app.run_worker_async(
                concurrency=self._concurrency,
                install_signal_handlers=False,
                fetch_job_polling_interval=POLL_SECONDS,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",
            )
        )

    async def close(self) -> None:
        """Let running jobs finish within the grace period, then close."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await self._app.close_async()
