"""Worker processes: the crew thinks beside the edge, so that acknowledging never waits for thinking."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

log = structlog.get_logger(__name__)

COMMAND = (sys.executable, "-c", "from bot.cli import main; main()", "work", "--until-parent-ends")
FINISH_SECONDS = 20
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# One that lived this long was well: its end is no part of a row of failures.
WELL_AFTER_SECONDS = 60.0


@asynccontextmanager
async def worker_processes(count: int) -> AsyncIterator[None]:
    """Keep that many workers running until the end of the block."""
    keepers = [asyncio.create_task(_keep_running(number)) for number in range(count)]
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


async def _keep_running(number: int) -> None:
    pause = FIRST_PAUSE_SECONDS
    clock = asyncio.get_running_loop().time
    while True:
        begun = clock()
        # The worker reads from the pipe: when this process ends in whichever way, the worker sees it.
        process = await asyncio.create_subprocess_exec(*COMMAND, stdin=asyncio.subprocess.PIPE)
        try:
            code = await process.wait()
        finally:
            await _end(process)
        pause = FIRST_PAUSE_SECONDS if clock() - begun > WELL_AFTER_SECONDS else pause
        log.error("worker ended", worker=number, code=code, restart_in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(FINISH_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
