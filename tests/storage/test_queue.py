"""Jobs run in order within a lock, side by side across locks, again after a failure, and never get lost."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from procrastinate.jobs import Job
from sqlalchemy import text

from storage import Database, Queue
from storage.queue import GIVE_BACK, PatientRetries, Retries, TryLaterError
from tests.cable import cable_to, through

PATIENCE_SECONDS = 20
SECONDS_TO_CLOSE = 10


@pytest.fixture
async def running(queue: Queue) -> Queue:
    """The queue with its worker; handlers are registered by the test before the first job."""
    queue.start_worker()
    return queue


async def add(database: Database, queue: Queue, lock: str, key: str, number: int = 0) -> bool:
    async with database.session() as session:
        return await queue.enqueue(session, "job", lock=lock, key=key, number=number)


async def until(condition: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await condition.wait()


async def test_keeps_order_within_a_lock_and_runs_locks_side_by_side(
    database: Database, running: Queue
) -> None:
    ran: list[int] = []
    both, last = asyncio.Event(), asyncio.Event()
    at_work: set[int] = set()

    async def job(number: int) -> None:
        at_work.add(number)
        if at_work == {1, 4}:
            both.set()
        if number in (1, 4):
            await until(both)
        ran.append(number)
        if len(ran) == 4:
            last.set()

    running.register("job", job)
    for number, lock in ((1, "a"), (2, "a"), (3, "a"), (4, "b")):
        await add(database, running, lock, key=str(number), number=number)
    await until(last)
    assert [number for number in ran if number != 4] == [1, 2, 3]


async def test_the_next_job_of_a_lock_starts_at_once(database: Database, running: Queue) -> None:
    loop = asyncio.get_running_loop()
    ends: list[float] = []
    done = asyncio.Event()

    async def job(number: int) -> None:
        ends.append(loop.time())
        if len(ends) == 20:
            done.set()

    running.register("job", job)
    for number in range(20):
        await add(database, running, "a", key=str(number))
    await until(done)
    # The worker looks by itself every half second: nineteen waits would take 9.5 s.
    assert ends[-1] - ends[0] < 5


async def test_adds_a_waiting_job_once_per_key(database: Database, queue: Queue) -> None:
    queue.register("job", _nothing)
    async with database.session() as session:
        first = await queue.enqueue(session, "job", lock="a", key="same", number=1)
        second = await queue.enqueue(session, "job", lock="a", key="same", number=2)
        # The refused one has not spoilt the transaction.
        await session.execute(text("SELECT 1"))
    assert (first, second) == (True, False)
    added = await asyncio.gather(*(add(database, queue, "a", "other") for _ in range(10)))
    assert added.count(True) == 1


async def test_a_job_exists_exactly_if_the_transaction_commits(database: Database, queue: Queue) -> None:
    queue.register("job", _nothing)

    async def fail() -> None:
        async with database.session() as session:
            await queue.enqueue(session, "job", lock="a", key="k", number=1)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await statuses(database) == []


async def test_tries_again_after_a_failure_and_keeps_the_order(database: Database, running: Queue) -> None:
    ran: list[int] = []
    done = asyncio.Event()

    async def job(number: int) -> None:
        ran.append(number)
        if ran == [1]:
            raise RuntimeError("at first it fails")
        if number == 2:
            done.set()

    running.register("job", job)
    await add(database, running, "a", "1", number=1)
    await add(database, running, "a", "2", number=2)
    await until(done)
    assert ran == [1, 1, 2]


@pytest.mark.parametrize(
    ("error", "attempts", "again"),
    [
        (RuntimeError(), 0, True),
        (RuntimeError(), 1, True),
        (RuntimeError(), 2, False),
        (asyncio.CancelledError(), 5, True),
    ],
)
def test_gives_up_after_three_failures_but_never_because_of_a_shutdown(
    error: BaseException, attempts: int, again: bool
) -> None:
    job = Job(id=1, queue="default", lock="a", queueing_lock=None, task_name="job", attempts=attempts)
    assert (Retries().get_retry_decision(exception=error, job=job) is not None) is again


@pytest.mark.parametrize("waiting_again", [False, True])
async def test_takes_over_the_jobs_of_a_worker_that_died(
    database: Database, queue: Queue, waiting_again: bool
) -> None:
    numbers: list[int] = []
    done = asyncio.Event()

    async def job(number: int) -> None:
        numbers.append(number)
        done.set()

    queue.register("job", job)
    # What a worker leaves behind that was killed in the middle of a job.
    async with database.session() as session:
        await queue.enqueue(session, "job", lock="a", key="k", number=7)
        dead = (
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 min') "
            "RETURNING id"
        )
        worker = (await session.execute(text(dead))).scalar_one()
        begun = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"
        await session.execute(text(begun), {"worker": worker})
    if waiting_again:
        await add(database, queue, "a", "k", number=7)
    queue.start_worker()
    await until(done)
    assert numbers == [7]
    await until_true(lambda: jobs_left(database), 0)


async def test_gives_up_a_job_that_keeps_killing_its_worker(database: Database, queue: Queue) -> None:
    ran: list[int] = []

    async def job(number: int) -> None:
        ran.append(number)

    queue.register("job", job)
    async with database.session() as session:
        await queue.enqueue(session, "job", lock="a", key="k", number=7)
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing', attempts = 6"))
    queue.start_worker()
    await until_true(lambda: statuses(database), ["failed"])
    await until_true(lambda: jobs_left(database), 1)
    assert ran == []


async def test_goes_on_after_the_database_cut_its_connections(database: Database, running: Queue) -> None:
    ran: list[int] = []
    done = asyncio.Event()

    async def job(number: int) -> None:
        ran.append(number)
        done.set()

    running.register("job", job)
    async with database.session() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await add(database, running, "a", "1", number=7)
    await until(done)
    assert ran == [7]


async def test_lets_a_running_job_finish_before_it_closes(database: Database) -> None:
    queue = Queue(database.url)
    begun, finished = asyncio.Event(), asyncio.Event()

    async def job(number: int) -> None:
        begun.set()
        async with database.session() as session:
            await session.execute(text("SELECT pg_sleep(0.3)"))
        finished.set()

    queue.register("job", job)
    await queue.open()
    queue.start_worker()
    await add(database, queue, "a", "1")
    await until(begun)
    await queue.close()
    assert finished.is_set()
    assert await statuses(database) == []


@pytest.mark.parametrize("at_work", [False, True])
async def test_closes_within_seconds_when_the_database_is_gone(database_url: str, at_work: bool) -> None:
    cable = cable_to(database_url)
    await cable.mend()
    database = Database(through(cable, database_url))
    queue = Queue(database.url)
    begun, cut_off = asyncio.Event(), asyncio.Event()

    async def job(number: int) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut_off.set()
            raise

    queue.register("job", job)
    await queue.open()
    queue.start_worker()
    if at_work:
        await add(database, queue, "a", "1")
        await until(begun)
    await cable.cut()
    async with asyncio.timeout(SECONDS_TO_CLOSE):
        await queue.close()
    assert cut_off.is_set() is at_work
    await database.close()


def test_what_is_to_be_tried_later_keeps_its_attempts() -> None:
    job = Job(id=1, queue="default", lock="a", queueing_lock=None, task_name="job", attempts=9)
    assert Retries().get_retry_decision(exception=TryLaterError("not now", 5), job=job) is not None
    assert PatientRetries().get_retry_decision(exception=RuntimeError(), job=job) is not None


async def test_a_job_that_somebody_else_took_over_meanwhile_is_left_to_them(
    database: Database, queue: Queue
) -> None:
    queue.register("job", _nothing)
    async with database.session() as session:
        await queue.enqueue(session, "job", lock="a", key="k", number=7)
        healthy = "INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id"
        worker = (await session.execute(text(healthy))).scalar_one()
        begun = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"
        await session.execute(text(begun), {"worker": worker})
        # The statement that gives back a job names the worker that was seen dead.
        statement = GIVE_BACK.replace("%(job_id)s", "(SELECT id FROM procrastinate_jobs)")
        taken = await session.execute(text(statement.replace("%(worker_id)s", str(worker + 1))))
        assert taken.all() == []
    assert await statuses(database) == ["doing"]


async def _nothing(number: int) -> None: ...


async def statuses(database: Database) -> list[str]:
    async with database.session() as session:
        query = text("SELECT status::text FROM procrastinate_jobs WHERE task_name = 'job' ORDER BY id")
        return list((await session.execute(query)).scalars())


async def jobs_left(database: Database) -> int:
    async with database.session() as session:
        return int((await session.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar_one())


async def until_true(read: Callable[[], Awaitable[object]], wanted: object) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await read() != wanted:
            pass
