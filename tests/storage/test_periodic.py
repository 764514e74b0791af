"""What is done now and then, once among all replicas, also by a process that does nothing else."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from storage import UPKEEP, Database, Queue

EVERY_SECOND = "* * * * * *"


async def test_replicas_share_what_is_done_now_and_then(database: Database) -> None:
    first, second = Queue(database.url), Queue(database.url)
    runs: list[str] = []
    enough = asyncio.Event()

    def note(who: str) -> None:
        runs.append(who)
        if len(runs) >= 4:
            enough.set()

    async def by_first() -> None:
        note("first")

    async def by_second() -> None:
        note("second")

    async with AsyncExitStack() as stack:
        begun = asyncio.get_running_loop().time()
        for queue, handler in ((first, by_first), (second, by_second)):
            queue.every(EVERY_SECOND, "tick", handler)
            await queue.open()
            stack.push_async_callback(queue.close)
            queue.start_worker((UPKEEP,))
        async with asyncio.timeout(30):
            await enough.wait()
        elapsed = asyncio.get_running_loop().time() - begun
    # Each on its own would have done it once a second, and so twice as often together.
    assert len(runs) <= elapsed + 2


async def test_a_queue_says_whether_it_works(queue: Queue, database: Database) -> None:
    await queue.check()
    assert await queue.depth() == {}
    async with database.session() as session:
        await session.execute(text("DROP TABLE procrastinate_jobs CASCADE"))
    with pytest.raises(ConnectorException):
        await queue.check()
