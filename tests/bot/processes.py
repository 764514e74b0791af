"""Quarterdeck's commands as processes, as people and clusters start them."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.bot.scene import ROOT

START_SECONDS = 60


class Running:
    """A command that runs, and what it says."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[dict[str, Any]] = []

    async def until(self, event: str) -> dict[str, Any]:
        """Read what it logs, up to an event; that one's line."""
        assert self.process.stderr is not None
        for line in self.said:
            if line.get("event") == event:
                return line
        async with asyncio.timeout(START_SECONDS):
            while True:
                text = await self.process.stderr.readline()
                assert text, self.said
                try:
                    self.said.append(json.loads(text))
                except ValueError:
                    self.said.append({"text": text.decode()})
                if self.said[-1].get("event") == event:
                    return self.said[-1]

    async def end(self) -> int:
        """Tell it to end, and wait; its exit code."""
        if self.process.returncode is None:
            self.process.terminate()
        assert self.process.stderr is not None
        async with asyncio.timeout(START_SECONDS):
            rest = await self.process.stderr.read()
        self.said += [{"text": line} for line in rest.decode().splitlines()]
        return await self.process.wait()


@asynccontextmanager
async def running(folder: Path, *arguments: str, **environment: str) -> AsyncIterator[Running]:
    """Run a command until the end of the block, with JSON for logs."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own = {
        "PYTHONPATH": str(ROOT),
        "QUARTERDECK_HOME": str(folder),
        "LOG_FORMAT": "json",
        "METRICS_PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import main; main()", *arguments,
        cwd=folder, env=kept | own | environment, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
