"""Runs analysers in processes of their own, and hears what they say."""

import asyncio
import json
import os
import pickle
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from tools.analysis.change import Analyser, Change, Unread, shown
from tools.analysis.worker import Job
from tools.findings import Finding
from tools.tool import ToolError

GRACE = 10  # seconds that the worker has to start and to end beyond the analysers' own time
LONGEST_LINE = 1 << 24
SIDE_BY_SIDE = 4


class AnalyserRun(BaseModel):
    """How an analyser fared: how many findings before merging, or why it could not (fully) work.

    `unread` has the files that it could not read, and why.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    findings: int = 0
    seconds: float = 0.0
    problem: str | None = None
    unread: dict[str, str] = {}


@dataclass(slots=True)
class Heard:
    """What one analyser said so far."""

    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    seconds: float = 0.0
    problem: str | None = "it did not end; try again, and report it if it stays so"

    def run(self, name: str) -> AnalyserRun:
        """How it fared, with its troubles in one line."""
        troubles = [self.problem] if self.problem else []
        troubles += [item.why for item in self.unread if item.path is None]
        return AnalyserRun(
            name=name,
            findings=len(self.findings),
            seconds=self.seconds,
            problem="; ".join(dict.fromkeys(troubles)) or None,
            unread={shown(item.path): item.why for item in self.unread if item.path is not None},
        )


async def run_apart(
    analysers: tuple[Analyser, ...], change: Change, seconds: float, heard: Mapping[str, Heard]
) -> None:
    """Run analysers side by side, apart from this process, and write down what they say.

    Args:
        analysers: Each with a name of its own.
        change: What they look at.
        seconds: How long all of them may take; what has not ended by then is ended.
        heard: By their names. Those that do not end keep the problem that they begin with.

    Raises:
        ToolError: no process could be started.
    """
    at_once = min(os.cpu_count() or 1, SIDE_BY_SIDE)
    job = await asyncio.to_thread(pickle.dumps, Job(analysers, change, at_once, seconds))
    try:
        async with asyncio.timeout(seconds + GRACE), _worker() as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(job)
            await process.stdin.drain()
            async for line in process.stdout:
                _hear(json.loads(line), heard)
    except TimeoutError:
        return  # those that have not ended say so
    except (ConnectionError, OSError) as error:
        raise ToolError(f"The analysers could not be started ({type(error).__name__}).") from error


@asynccontextmanager
async def _worker() -> AsyncIterator[asyncio.subprocess.Process]:
    # -P: a folder called `tools` where the command was started must not stand in for ours.
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "tools.analysis.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.stdin is not None:
            process.stdin.close()  # it ends all that it runs when its input ends
        if process.returncode is None:
            try:
                async with asyncio.timeout(GRACE):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


def _hear(said: dict[str, Any], heard: Mapping[str, Heard]) -> None:
    if "ended" in said:
        item = heard[said["ended"]]
        item.seconds, item.problem = said["seconds"], said["problem"]
    elif "finding" in said:
        heard[said["by"]].findings.append(Finding.model_validate(said["finding"]))
    else:
        heard[said["by"]].unread.append(Unread(said["unread"]["why"], said["unread"]["path"]))
