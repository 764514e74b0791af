"""The job queue: procrastinate, in the same Postgres as everything else."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, JobAborted, UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[None]]

# What must be done now and then has a queue of its own, so that a process can be kept free for it.
UPKEEP = "upkeep"
EVERY_HOUR = "17 * * * *"
KEEP_FAILED_JOBS_HOURS = 30 * 24

# A NOTIFY starts a job within milliseconds. One that comes while the worker still begins to listen is missed,
# and a person who has just asked should see a sign within a second.
POLL_SECONDS = 0.5
GRACE_SECONDS = 12.0
# What is left to do when the grace is over: giving jobs back, and closing connections.
CLOSE_SECONDS = 3.0
RECONNECT_SECONDS = 1.0
HEARTBEAT_SECONDS = 2.0
# A worker that missed this many seconds of heartbeats is dead.
DEAD_AFTER_SECONDS = 12.0
LOOK_FOR_DEAD_SECONDS = 3.0
RETRY_AFTER_SECONDS = (1, 3)
# A job that was cut off this often probably kills its worker.
MOST_ATTEMPTS = 6

# Only while the worker that was seen dead still has the job: somebody else may have taken it over meanwhile.
GIVE_BACK = """
UPDATE procrastinate_jobs
SET status = 'todo', attempts = attempts + 1, scheduled_at = NULL, abort_requested = false
WHERE id = %(job_id)s AND status = 'doing' AND worker_id IS NOT DISTINCT FROM %(worker_id)s
RETURNING id
"""

COUNT = """
SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') GROUP BY status
"""


class TryLaterError(Exception):
    """The job can't be done right now, which is nobody's failure: it keeps its place and runs again later."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Retries(BaseRetryStrategy):
    """Tries a failed job again twice, and goes on at once with one that a shutdown cut off."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run the job again, or None."""
        if isinstance(exception, asyncio.CancelledError | JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, TryLaterError):
            return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=exception.seconds))
        if job.attempts >= len(RETRY_AFTER_SECONDS):
            return None
        return RetryDecision(retry_in={"seconds": RETRY_AFTER_SECONDS[job.attempts]})


class PatientRetries(Retries):
    """For jobs that count their tries themselves: they must get to say that they give up."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run the job again."""
        decision = super().get_retry_decision(exception=exception, job=job)
        return decision or RetryDecision(retry_in={"seconds": RETRY_AFTER_SECONDS[-1]})


class Queue:
    """Jobs that start in order within a lock and in parallel across locks."""

    def __init__(self, url: str, concurrency: int = 8) -> None:
        # The worker's own listener takes one connection; the others are for fetching and acknowledging.
        connector = PsycopgConnector(conninfo=url, min_size=1, max_size=8, timeout=5)
        self._app = App(connector=connector)
        self._concurrency = concurrency
        self._tasks: list[asyncio.Task[None]] = []
        self._patient: set[str] = set()
        self._at_work: set[asyncio.Task[Any]] = set()
        self.every(EVERY_HOUR, "clear_up", self._clear_up)

    def register(self, name: str, handler: Handler, *, counts_tries: bool = False) -> None:
        """Say which coroutine function runs the jobs called `name`. Its arguments are JSON values.

        Args:
            name: The jobs' name.
            handler: Runs them.
            counts_tries: Whether the handler knows by itself when a job is hopeless; else the queue gives up.
        """

        async def run(**arguments: Any) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
            await handler(**arguments)

        self._app.task(name=name, retry=PatientRetries() if counts_tries else Retries())(run)
        if counts_tries:
            self._patient.add(name)

    def every(self, cron: str, name: str, handler: Handler) -> None:
        """Run something at these times, once among all replicas. To be said before the worker starts.

        Args:
            cron: When; a sixth field is for seconds.
            name: What to call it.
            handler: Called without arguments. What it does must bear being cut off, and being done again.
        """

        async def run(timestamp: int) -> None:
            await handler()

        self._app.periodic(cron=cron)(self._app.task(name=name, queue=UPKEEP, queueing_lock=name)(run))

    async def check(self) -> None:
        """Make sure that jobs can be added and taken.

        Raises:
            ConnectorException: the database does not answer, or has no tables for jobs.
        """
        if not await self._app.check_connection_async():
            raise ConnectorException("the database has no tables for jobs")

    async def depth(self) -> dict[str, float]:
        """How many jobs wait (`todo`) and run (`doing`)."""
        rows = await self._app.connector.execute_query_all_async(COUNT)
        return {row["status"]: row["count"] for row in rows}

    async def open(self) -> None:
        """Open the queue's own connections."""
        await self._app.open_async()

    async def enqueue(
        self,
        session: AsyncSession,
        name: str,
        *,
        lock: str,
        key: str,
        priority: int = 0,
        seconds: float = 0,
        **arguments: Any,
    ) -> bool:
        """Add a job as part of the session's transaction: it exists exactly if the transaction commits.

        Args:
            session: The transaction.
            name: A registered job name.
            lock: Jobs with the same lock run one after another, in order.
            key: A waiting job with the same key makes this call add nothing.
            priority: With less than 0, later jobs of the same lock pass this one while it waits.
            seconds: How long it waits at least.
            arguments: What the handler gets.

        Returns:
            Whether a job was added.
        """
        connection = await session.connection()
        raw = await connection.get_raw_connection()
        task = self._app.configure_task(
            name,
            lock=lock,
            queueing_lock=key,
            priority=priority,
            schedule_at=datetime.now(UTC) + timedelta(seconds=seconds) if seconds else None,
            connection=raw.driver_connection,
        )
        try:
            # The connection's own savepoint: the session would set one only when it is used itself.
            async with connection.begin_nested():
                await task.defer_async(**arguments)
        except AlreadyEnqueued:
            return False
        return True

    def start_worker(self, queues: Sequence[str] | None = None) -> None:
        """Begin to work on jobs in the background, until `close`.

        Args:
            queues: Only on jobs of these queues; on all by default.
        """
        self._tasks = [
            asyncio.create_task(self._work(queues), name="queue worker"),
            asyncio.create_task(self._look_for_dead(), name="take-over"),
        ]

    async def _work(self, queues: Sequence[str] | None) -> None:
        only: dict[str, Any] = {} if queues is None else {"queues": list(queues)}
        # The worker ends when the database goes away; jobs must go on when it is back.
        while True:
            try:
                await self._app.run_worker_async(
                    **only,
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

    async def _look_for_dead(self) -> None:
        # Beside the jobs, not one of them: a worker whose slots are all taken takes over all the same.
        while True:
            try:
                await self._take_over()
            except ConnectorException as error:
                logger.info("did not look for dead workers: %s", error)
            await asyncio.sleep(LOOK_FOR_DEAD_SECONDS)

    async def _take_over(self) -> None:
        jobs = self._app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
            if job.attempts >= MOST_ATTEMPTS and job.task_name not in self._patient:
                logger.error("job %s was cut off %s times and is given up", job.id, job.attempts)
                await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
                continue
            try:
                given = await self._app.connector.execute_query_all_async(
                    GIVE_BACK, job_id=job.id, worker_id=job.worker_id
                )
            except UniqueViolation:
                # The same work was enqueued again meanwhile.
                await jobs.finish_job(job, status=Status.FAILED, delete_job=True)
                continue
            if given:
                logger.warning("job %s was cut off and is taken over", job.id)

    async def _clear_up(self) -> None:
        # Jobs that succeeded are not kept at all.
        await self._app.job_manager.delete_old_jobs(
            KEEP_FAILED_JOBS_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )

    async def close(self) -> None:
        """Let running jobs finish within the grace period, then close; at once where there is no database."""
        for task in self._tasks:
            task.cancel()
        if self._tasks and await self._answers():
            await asyncio.wait(self._tasks, timeout=GRACE_SECONDS + CLOSE_SECONDS)
        # What is left can't be given back now: when this worker's heartbeat is missed, it is taken over.
        left = [task for task in (*self._tasks, *self._at_work) if not task.done()]
        for task in left:
            task.cancel()
        if left:
            logger.warning("the queue is closed without giving %s jobs back", len(self._at_work))
            await asyncio.wait(left, timeout=CLOSE_SECONDS)
        closing = asyncio.ensure_future(self._app.close_async())
        await asyncio.wait([closing, *left], timeout=CLOSE_SECONDS)
        for ended in filter(asyncio.Task.done, (*left, closing)):
            if not ended.cancelled() and ended.exception():
                logger.info("while the queue was closed: %s", ended.exception())

    async def _answers(self) -> bool:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                return await self._app.check_connection_async()
        except (ConnectorException, TimeoutError, OSError):
            return False
