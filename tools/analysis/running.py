"""Runs analysers in processes of their own, and hears what they say."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from tools.analysis.change import Analyser, Change, Unread, shown
from tools.analysis.worker import Job
from tools.analysis.workers import Workers
from tools.findings import Finding
from tools.tool import ToolError

GRACE = 10  # seconds that the worker has to start and to end beyond the analysers' own time
SIDE_BY_SIDE = 4
FEW = 2  # analysers that are named while the others have ended


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
    """What one analyser said so far, and whether it has ended."""

    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    seconds: float = 0.0
    problem: str | None = "it did not end; try again, and report it if it stays so"
    ended: bool = False

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


def count_of(heard: Mapping[str, Heard]) -> str:
    """How many analysers have ended, and whom of them everybody waits for."""
    left = [name for name, item in heard.items() if not item.ended]
    count = f"{len(heard) - len(left)} of {len(heard)} analysers done"
    return f"{count}, waiting for {' and '.join(left)}" if 0 < len(left) <= FEW else count


async def run_apart(
    analysers: tuple[Analyser, ...],
    change: Change,
    seconds: float,
    heard: Mapping[str, Heard],
    workers: Workers,
) -> None:
    """Run analysers side by side, apart from this process, and write down what they say.

    Args:
        analysers: Each with a name of its own.
        change: What they look at.
        seconds: How long all of them may take; what has not ended by then is ended.
        heard: By their names. Those that do not end keep the problem that they begin with.
        workers: Where the process comes from.

    Raises:
        ToolError: no process could be started.
    """
    at_once = min(os.cpu_count() or 1, SIDE_BY_SIDE)
    job = Job(analysers, change, at_once, seconds)
    try:
        async with asyncio.timeout(seconds + GRACE):
            await _run(job, heard, workers)
    except TimeoutError:
        return  # those that have not ended say so
    except OSError as error:
        raise ToolError(f"The analysers could not be started ({type(error).__name__}).") from error


async def _run(job: Job, heard: Mapping[str, Heard], workers: Workers) -> None:
    # One that waited for long may have died meanwhile; then the next is new.
    for again in (True, False):
        async with workers.one() as worker:
            try:
                async for said in worker.run(job):
                    _hear(said, heard)
            except ConnectionError:
                if not again:
                    raise
            else:
                return


def _hear(said: dict[str, Any], heard: Mapping[str, Heard]) -> None:
    if "ended" in said:
        item = heard[said["ended"]]
        item.seconds, item.problem, item.ended = said["seconds"], said["problem"], True
    elif "finding" in said:
        heard[said["by"]].findings.append(Finding.model_validate(said["finding"]))
    else:
        heard[said["by"]].unread.append(Unread(said["unread"]["why"], said["unread"]["path"]))
