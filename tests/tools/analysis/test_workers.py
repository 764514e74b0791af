import os
import signal

from tools.analysis.analysers.secrets import SecretAnalyser
from tools.analysis.change import Change, SourceFile
from tools.analysis.running import Heard, run_apart
from tools.analysis.workers import Workers, passing

CHANGE = Change((SourceFile("a.py", "x = 1\n", frozenset({1})),))


async def ended(workers: Workers) -> bool:
    """Whether an analyser ran to its end."""
    heard = {"secrets": Heard()}
    await run_apart((SecretAnalyser(),), CHANGE, 30, heard, workers)
    return heard["secrets"].problem is None


async def pid_of(workers: Workers) -> int:
    async with workers.one() as worker:
        return worker.pid


async def test_a_process_that_is_done_takes_the_next_job() -> None:
    async with passing() as workers:
        await workers.prepare()
        first = await pid_of(workers)
        assert await ended(workers)
        assert await ended(workers)
        assert await pid_of(workers) == first


async def test_two_jobs_at_once_have_a_process_each() -> None:
    async with passing() as workers, workers.one() as one, workers.one() as other:
        assert one.pid != other.pid


async def test_one_that_died_while_idle_is_replaced() -> None:
    async with passing() as workers:
        pid = await pid_of(workers)
        os.kill(pid, signal.SIGKILL)
        assert await ended(workers)
        assert await pid_of(workers) != pid


async def test_one_that_was_left_early_is_ended() -> None:
    async with passing() as workers:
        async with workers.one() as worker:
            worker.idle = False
            pid = worker.pid
        assert not worker.lives
        assert await pid_of(workers) != pid
