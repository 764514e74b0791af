"""The processes in which analysers run. One that has done its job is kept for the next."""

import asyncio
import contextlib
import json
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tools.analysis.worker import DONE, LENGTH, Job

ENDS_IN = 10  # seconds that a process has after its input has ended
LONGEST_LINE = 1 << 24
MOST_IDLE = 2


class Worker:
    """One process; `idle` when it has done all that it was given."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.idle = True

    @property
    def pid(self) -> int:
        """Its id."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it can take a job."""
        return self._process.returncode is None

    async def run(self, job: Job) -> AsyncIterator[dict[str, Any]]:
        """Give it a job; yields what it says. Where it is left early, it has to be ended.

        Raises:
            ConnectionError: it had ended before it did anything.
        """
        given = await asyncio.to_thread(pickle.dumps, job)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.idle = False
        self._process.stdin.write(len(given).to_bytes(LENGTH, "big") + given)
        await self._process.stdin.drain()
        heard = False
        async for line in self._process.stdout:
            heard = True
            said = json.loads(line)
            if said == DONE:
                self.idle = True
                return
            yield said
        if not heard:
            raise ConnectionResetError("it had ended before it said anything")

    async def end(self) -> None:
        """End it, with all that it runs."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self.lives:
            try:
                async with asyncio.timeout(ENDS_IN):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


class Workers:
    """Starts processes, and keeps those that are idle: to load what analysers need takes a second or two."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        self._closed = False

    async def prepare(self) -> None:
        """Have one ready before it is needed.

        Raises:
            OSError: none could be started.
        """
        if not self._idle:
            self._idle.append(await _started())

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Worker]:
        """A process that nobody else has.

        Raises:
            OSError: none could be started.
        """
        worker = await self._taken()
        try:
            yield worker
        finally:
            if worker.idle and worker.lives and len(self._idle) < MOST_IDLE and not self._closed:
                self._idle.append(worker)
            else:
                await worker.end()

    async def close(self) -> None:
        """End those that are idle; the others end with their jobs."""
        self._closed = True
        while self._idle:
            with contextlib.suppress(OSError):
                await self._idle.pop().end()

    async def _taken(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.lives:
                return worker
            await worker.end()
        return await _started()


@asynccontextmanager
async def passing() -> AsyncIterator[Workers]:
    """Workers for a single use, which have ended at the end of the block."""
    workers = Workers()
    try:
        yield workers
    finally:
        await workers.close()


async def _started() -> Worker:
    # -P: a folder called `tools` where the command was started must not stand in for ours.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tools.analysis.worker"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    return Worker(process)
