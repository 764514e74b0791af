"""The job queue: procrastinate, in the same Postgres as everything else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, JobAborted, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[None]]

TAKE_OVER = "take_over"
EVERY_TEN_SECONDS = "* * * * * */10"
# A NOTIFY starts a job within milliseconds. One that comes while the worker still begins to listen is missed,
# and a person who has just asked should see a sign within a second.
POLL_SECONDS = 0.5
GRACE_SECONDS = 15.0
RECONNECT_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
# A worker that missed this many seconds of heartbeats is dead.
DEAD_AFTER_SECONDS = 20.0
RETRY_AFTER_SECONDS = (1, 5)
# A job that was cut off this often probably kills its worker.
MOST_ATTEMPTS = 6


class Retries(BaseRetryStrategy):
    """Tries a failed job again twice, and goes on at once with one that a shutdown cut off."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run the job again, or None."""
        if isinstance(exception, asyncio.CancelledError | JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        if job.attempts >= len(RETRY_AFTER_SECONDS):
            return None
        return RetryDecision(retry_in={"seconds": RETRY_AFTER_SECONDS[job.attempts]})


class Queue:
    """Jobs that start in order within a lock and in parallel across locks."""

    def __init__(self, url: str, concurrency: int = 8) -> None:
        # The worker's own listener takes one connection; the others are for fetching and acknowledging.
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=8, timeout=5)
        self._app = App(connector=connector)
        self._concurrency = concurrency
        self._worker: asyncio.Task[None] | None = None
        self._app.periodic(cron=EVERY_TEN_SECONDS)(
            # No lock: a worker that dies while it takes over must not keep the others from it.
            self._app.task(name=TAKE_OVER, queueing_lock=TAKE_OVER, pass_context=True)(_take_over)
        )

    def register(self, name: str, handler: Handler) -> None:
        """Say which coroutine function runs the jobs called `name`. Its arguments are JSON values."""
        self._app.task(name=name, retry=Retries())(handler)

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
            # The connection's own savepoint: the session would set one only when it is used itself.
            async with connection.begin_nested():
                await task.defer_async(**arguments)
        except AlreadyEnqueued:
            return False
        return True

    def start_worker(self) -> None:
        """Begin to work on jobs in the background, until `close`."""
        self._worker = asyncio.create_task(self._work(), name="queue worker")

    async def _work(self) -> None:
        # The worker ends when the database goes away; jobs must go on when it is back.
        while True:
            try:
                await self._app.run_worker_async(
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_SECONDS,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    delete_jobs="successful",
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=DEAD_AFTER_SECONDS,
                )
            except ConnectorException as error:
                logger.warning("the queue has lost the database and tries again: %s", error)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def close(self) -> None:
        """Let running jobs finish within the grace period, then close."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await self._app.close_async()


async def _take_over(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that died back to the queue."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
        try:
            await _give_back(jobs, job)
        except ConnectorException as error:
            logger.info("job %s was not taken over, somebody else was faster: %s", job.id, error)


async def _give_back(jobs: JobManager, job: Job) -> None:
    if job.task_name == TAKE_OVER:
        await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
        return
    if job.attempts >= MOST_ATTEMPTS:
        logger.error("job %s was cut off %s times and is given up", job.id, job.attempts)
        await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        return
    try:
        await jobs.retry_job(job)
        logger.warning("job %s was cut off and is taken over", job.id)
    except UniqueViolation:
        # The same work was enqueued again meanwhile.
        await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
