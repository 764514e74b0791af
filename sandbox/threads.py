"""Threads of the sandbox's own.

A bot in the same process may fill asyncio's default threads with calls that wait for an answer of ours: were
the answer to need one of those threads, both would wait for each other.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_POOL = ThreadPoolExecutor(8, "sandbox")


async def in_thread(function: Callable[P, R], *positional: P.args, **named: P.kwargs) -> R:
    """Call a blocking function without blocking the event loop."""
    work: Callable[[], Any] = partial(function, *positional, **named)
    result: R = await asyncio.get_running_loop().run_in_executor(_POOL, work)
    return result
