"""How much memory the processes hold that this one has started (Linux)."""

import asyncio
import os
from collections import defaultdict
from pathlib import Path

EVERY_SECONDS = 0.1


async def peak_megabytes(ended: asyncio.Event) -> float:
    """The most that they held together until the event, in MB.

    Counted are proportional set sizes: what forked processes share is counted once.
    """
    most = 0
    while not ended.is_set():
        most = max(most, await asyncio.to_thread(_held))
        try:
            async with asyncio.timeout(EVERY_SECONDS):
                await ended.wait()
        except TimeoutError:
            continue
    return round(most / 1024, 1)


def _held() -> int:
    """Kilobytes now."""
    return sum(_kilobytes(pid) for pid in _descendants(os.getpid()))


def _descendants(of: int) -> list[int]:
    children: defaultdict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name, in brackets, may hold anything; the parent stands after it.
                fields = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            children[int(fields[1])].append(int(entry.name))
    found, waiting = [], [of]
    while waiting:
        mine = children[waiting.pop()]
        found += mine
        waiting += mine
    return found


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
