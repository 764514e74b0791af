"""Runs the measuring in a process of its own, which can be ended and leaves the event loop free."""

import asyncio
import pickle
import sys
from collections.abc import Mapping

from tools.analysis.debt.measures import TreeMeasure
from tools.tool import ToolError

SECONDS = 60.0


async def measure_all(
    trees: Mapping[str, Mapping[str, bytes]], seconds: float = SECONDS
) -> dict[str, TreeMeasure]:
    """Measure trees, by any name.

    Raises:
        ToolError: it took too long, or the process ended.
    """
    given = await asyncio.to_thread(pickle.dumps, {name: dict(files) for name, files in trees.items()})
    process = await asyncio.create_subprocess_exec(
        # -P: a folder called `tools` where the command was started must not stand in for ours.
        sys.executable, "-P", "-m", "tools.analysis.debt.worker",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            measured, _ = await process.communicate(given)
    except TimeoutError as error:
        raise ToolError(
            f"Measuring the repository took longer than {seconds:.0f} s.", "Ask about a smaller one."
        ) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ToolError("The process that measures the repository ended early.", "Try again.")
    # It comes from our own program.
    result: dict[str, TreeMeasure] = await asyncio.to_thread(pickle.loads, measured)
    return result
