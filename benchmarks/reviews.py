"""How long a review of a pull request takes and how much memory, beside ruff and bandit run by hand."""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.corpus import PACKAGES, ROOT
from benchmarks.memory import peak_megabytes
from tools.analysis.assess import Assessment, assess
from tools.analysis.local import load_revisions
from tools.analysis.review_time import ReviewClock
from tools.analysis.workers import passing
from tools.settings import ToolSettings

FILES = (20, 500)
RULES = "E9,F,B,S"


@dataclass(frozen=True, slots=True)
class Pull:
    """A git repository whose last commit adds files of this project to the first."""

    folder: Path
    paths: tuple[str, ...]


async def measure(home: Path) -> dict[str, Any]:
    """Review pull requests of 20 and of 500 Python files."""
    figures = {}
    for files in FILES:
        pull = await asyncio.to_thread(_pull, home / str(files), files)
        figures[f"{files}_files"] = await _measure(pull)
    return figures


async def _measure(pull: Pull) -> dict[str, Any]:
    async with passing() as workers:
        await workers.prepare()
        async with _peak() as peak:
            began = time.perf_counter()
            clock = ReviewClock(ToolSettings().review_timeout_seconds)
            change, settings, _, _ = await load_revisions(pull.folder, "HEAD~1", "HEAD")
            limit = clock.for_analysers(change)
            change = replace(change, seconds=limit)
            assessment = await assess(change, settings, seconds=limit, workers=workers, suggestions=True)
            seconds = time.perf_counter() - began
    by_hand = await asyncio.to_thread(_by_hand, pull)
    return {
        "lines": sum(len(file.changed) for file in change.files),
        "seconds": round(seconds, 2),
        "analysers_had_seconds": round(limit, 1),
        "peak_memory_mb": peak[0],
        "findings": len(assessment.findings) + len(assessment.more),
        "files_not_covered": len(assessment.skipped),
        "analysers_not_finished": _unfinished(assessment),
        "slowest_analysers_seconds": _slowest(assessment),
        "ruff_and_bandit_by_hand_seconds": round(by_hand, 2),
        "times_by_hand": round(seconds / by_hand, 2),
    }


@asynccontextmanager
async def _peak() -> AsyncIterator[list[float]]:
    """The most memory that this process's children held together in the block, in MB; told at its end."""
    told: list[float] = []
    ended = asyncio.Event()
    watching = asyncio.create_task(peak_megabytes(ended))
    try:
        yield told
    finally:
        ended.set()
        told.append(await watching)


def _pull(folder: Path, files: int) -> Pull:
    sources = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    choice = random.Random(files)  # noqa: S311 - the same at every run
    chosen = choice.sample(sources, min(files, len(sources)))
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "README.md").write_text("# Before\n", "utf-8")
    _commit(folder)
    paths = []
    for path in chosen:
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
        paths.append(str(place.relative_to(folder)))
    _commit(folder)
    return Pull(folder, tuple(paths))


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    name = ("-c", "user.name=bench", "-c", "user.email=bench@localhost")
    _git(folder, *name, "commit", "--quiet", "-m", "files")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)  # noqa: S603, S607 - our own arguments


def _by_hand(pull: Pull) -> float:
    ruff = ("ruff", "check", "--isolated", "--no-cache", "--exit-zero", f"--select={RULES}")
    bandit = ("bandit", "--quiet", "--exit-zero")
    began = time.perf_counter()
    for command in (ruff, bandit):
        full = [sys.executable, "-m", *command, *pull.paths]
        subprocess.run(full, cwd=pull.folder, check=True, capture_output=True)  # noqa: S603 - our own
    return time.perf_counter() - began


def _unfinished(assessment: Assessment) -> dict[str, str]:
    return {run.name: run.problem for run in assessment.runs if run.problem}


def _slowest(assessment: Assessment) -> dict[str, float]:
    slowest = sorted(assessment.runs, key=lambda run: -run.seconds)[:3]
    return {run.name: round(run.seconds, 2) for run in slowest}
