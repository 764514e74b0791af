"""Replicas as real processes, killed without a word and started again."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

# A busy machine gives workers little: they are nicer to the processor than anything else on it.
START_SECONDS = 150
BOTH_READY = (b'"event": "ready"', b'"event": "working on asks"')
RUN = ("-c", "from bot.cli import main; main()", "run")
FORGETFUL = ("-m", "benchmarks.chaos.forgetful")


class Replica:
    """`quarterdeck run`: an edge and a worker, which die together.

    Args:
        environment: its settings.
        log: where its words go.
        forgetful: whether it looks for nothing that was done before.
    """

    def __init__(self, environment: Mapping[str, str], log: Path, *, forgetful: bool) -> None:
        self._environment = {**os.environ, **environment}
        self._log = log
        self._command = FORGETFUL if forgetful else RUN
        self._process: Process | None = None
        self._from = 0
        self.kills = 0
        self.ends = 0

    @property
    def is_ready(self) -> bool:
        """Whether both of its processes have come up."""
        if self.has_ended:
            return False
        with suppress(FileNotFoundError), self._log.open("rb") as log:
            log.seek(self._from)
            said = log.read()
            return all(words in said for words in BOTH_READY)
        return False

    @property
    def has_ended(self) -> bool:
        """Whether it came to an end by itself."""
        return self._process is not None and self._process.returncode is not None

    async def revive(self) -> None:
        """Start it again where it has ended by itself, as any supervisor does."""
        if self.has_ended:
            self.ends += 1
            await self.start()

    async def start(self) -> None:
        """Start it, without waiting until it is up."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._from = log.tell()
            # A session of its own: its processes can be killed in one blow.
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._command, stdin=DEVNULL, stdout=log, stderr=log,
                env=self._environment, start_new_session=True,
            )  # fmt: skip

    async def ready(self) -> None:
        """Wait until it is up.

        Raises:
            TimeoutError: it does not come up.
        """
        async with asyncio.timeout(START_SECONDS):
            while not self.is_ready:
                await self.revive()
                await asyncio.sleep(0.5)

    async def kill(self) -> None:
        """Kill all of it at once, and start it again."""
        assert self._process is not None, "started before"
        os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()
        self.kills += 1
        await self.start()

    async def stop(self) -> None:
        """End it as a deployment does."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(25):
                await self._process.wait()
        except TimeoutError:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()


@asynccontextmanager
async def started(replicas: Sequence[Replica]) -> AsyncIterator[None]:
    """Keep them running until the end of the block."""
    try:
        for replica in replicas:
            await replica.start()
        await asyncio.gather(*(replica.ready() for replica in replicas))
        yield
    finally:
        await asyncio.gather(*(replica.stop() for replica in replicas))
