"""Runs all analysers over a change and makes one ranked list of what they found."""

import asyncio
import json
import os
import pickle
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from tools.analysis import known_holes
from tools.analysis.analysers import ANALYSERS
from tools.analysis.change import Analyser, Change, Unread, shown
from tools.analysis.merge import merged
from tools.analysis.ranking import Dismissals, ranked
from tools.analysis.review_settings import ReviewSettings
from tools.analysis.verdicts import FLOW, weighed
from tools.analysis.worker import Job
from tools.findings import Finding
from tools.security.osv import Osv
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


class Assessment(BaseModel):
    """What was found on the changed lines, the worst first.

    Args:
        more: findings beyond the number that a review may have.
        skipped: files that were not looked at, and why.
        covered: files that were.
    """

    model_config = ConfigDict(frozen=True)

    findings: list[Finding] = []
    more: list[Finding] = []
    runs: list[AnalyserRun] = []
    skipped: dict[str, str] = {}
    covered: list[str] = []


@dataclass(slots=True)
class _Heard:
    """What one analyser said so far."""

    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    seconds: float = 0.0
    problem: str | None = "it did not end; try again, and report it if it stays so"

    def run(self, name: str) -> AnalyserRun:
        troubles = [self.problem] if self.problem else []
        troubles += [item.why for item in self.unread if item.path is None]
        return AnalyserRun(
            name=name,
            findings=len(self.findings),
            seconds=self.seconds,
            problem="; ".join(dict.fromkeys(troubles)) or None,
            unread={shown(item.path): item.why for item in self.unread if item.path is not None},
        )


async def assess(
    change: Change,
    settings: ReviewSettings | None = None,
    *,
    seconds: float,
    analysers: Sequence[Analyser] = ANALYSERS,
    dismissals: Dismissals | None = None,
    osv: Osv | None = None,
) -> Assessment:
    """Look at a change with all analysers, side by side and apart from this process.

    An analyser that fails, crashes or takes too long is named in `runs` with what it found until then.

    Args:
        change: What to look at.
        settings: The repository's own, from the base of the change.
        seconds: How long all of it may take; what has not ended by then is ended.
        analysers: Which to run.
        dismissals: For each rule how many of its findings people dismissed, of how many.
        osv: Where known holes of added packages are looked up; they are not without it.
    """
    settings = settings or ReviewSettings()
    change = settings.within(change)
    wanted = tuple(item for item in analysers if not settings.is_off(item.name))
    heard = {item.name: _Heard() for item in wanted}
    if osv is not None and not settings.is_off(known_holes.NAME):
        heard[known_holes.NAME] = _Heard()
    if change.files:
        limited = replace(change, seconds=min(change.seconds, seconds))
        await asyncio.gather(_run(wanted, limited, seconds, heard), _look_up(change, osv, seconds, heard))
    else:
        heard = {name: _Heard(problem=None) for name in heard}
    kept = await asyncio.to_thread(_kept, heard, change, settings)
    chosen, more = ranked(kept, settings.most_comments, settings.most_per_file, dismissals)
    return Assessment(
        findings=chosen,
        more=more,
        runs=[item.run(name) for name, item in heard.items()],
        skipped=dict(change.skipped),
        covered=[file.path for file in change.files],
    )


def _kept(heard: Mapping[str, _Heard], change: Change, settings: ReviewSettings) -> list[Finding]:
    flow = heard.get(FLOW)
    unread = flow.unread if flow is not None and flow.problem is None else None
    return concluded(
        [finding for item in heard.values() for finding in item.findings], unread, change, settings
    )


def concluded(
    found: Sequence[Finding], unread: Sequence[Unread] | None, change: Change, settings: ReviewSettings
) -> list[Finding]:
    """What all analysers' findings come to: weighed, without repeats, and as bad and sure as is wanted.

    Args:
        found: Of all analysers.
        unread: What the flow analysis could not look at; None where it did not run to its end.
        change: What they looked at.
        settings: What the repository wants.
    """
    weighted = found if unread is None else weighed(found, change, unread)
    return [item for item in merged(weighted, change) if settings.wants(item)]


async def _look_up(change: Change, osv: Osv | None, seconds: float, heard: Mapping[str, _Heard]) -> None:
    item = heard.get(known_holes.NAME)
    if item is None or osv is None:
        return
    began = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(seconds):
            item.findings, item.problem = await known_holes.known_holes(change, osv)
    except TimeoutError:
        item.problem = "OSV did not answer in time; try again later"
    item.seconds = round(asyncio.get_running_loop().time() - began, 3)


async def _run(
    analysers: tuple[Analyser, ...], change: Change, seconds: float, heard: Mapping[str, _Heard]
) -> None:
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


def _hear(said: dict[str, Any], heard: Mapping[str, _Heard]) -> None:
    if "ended" in said:
        item = heard[said["ended"]]
        item.seconds, item.problem = said["seconds"], said["problem"]
    elif "finding" in said:
        heard[said["by"]].findings.append(Finding.model_validate(said["finding"]))
    else:
        heard[said["by"]].unread.append(Unread(said["unread"]["why"], said["unread"]["path"]))
