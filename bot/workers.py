"""Worker processes: the crew thinks beside the edge, so that acknowledging never waits for thinking."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from bot.settings import Settings

log = structlog.get_logger(__name__)

COMMAND = (sys.executable, "-c", "from bot.cli import main; main()", "work", "--until-parent-ends")
FINISH_SECONDS = 20
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# One that lived this long was well: its end is no part of a row of failures.
WELL_AFTER_SECONDS = 60.0


@asynccontextmanager
async def worker_processes(count: int, settings: Settings) -> AsyncIterator[Callable[[], None]]:
    """Keep that many workers running until the end of the block.

    Yields:
        Tells them to end; the end of the block waits for them.
    """
    keepers = [asyncio.create_task(_keep_running(number, settings)) for number in range(count)]

    def stop() -> None:
        for keeper in keepers:
            keeper.cancel()

    try:
        yield stop
    finally:
        stop()
        await asyncio.gather(*keepers, return_exceptions=True)


async def _keep_running(number: int, settings: Settings) -> None:
    pause = FIRST_PAUSE_SECONDS
    clock = asyncio.get_running_loop().time
    while True:
        begun = clock()
        # The worker reads from the pipe: when this process ends in whichever way, the worker sees it.
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            stdin=asyncio.subprocess.PIPE,
            env={**os.environ, "METRICS_PORT": _port(number, settings)},
        )
        try:
            code = await process.wait()
        finally:
            await _end(process)
        pause = FIRST_PAUSE_SECONDS if clock() - begun > WELL_AFTER_SECONDS else pause
        log.error("worker ended", worker=number, code=code, restart_in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def _port(number: int, settings: Settings) -> str:
    """The port of a worker's metrics: after this process's own, where that was chosen; else any."""
    chosen = "metrics_port" in settings.model_fields_set and settings.metrics_port
    return str(settings.metrics_port + 1 + number) if chosen else "0"


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
