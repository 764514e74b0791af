"""Tells of the parts of a long call while it runs: whoever waits for it sees that it goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

# Slack takes a hundred updates a minute from all runs together (see bot.replies.stream).
EVERY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a call: what is done in it or, once it has ended, what came of it. `key` tells it apart."""

    key: str
    title: str
    status: Literal["in_progress", "complete", "error"] = "in_progress"


Tell: TypeAlias = Callable[[Stage], Awaitable[None]]


async def tell_nobody(stage: Stage) -> None:
    """For calls that nobody watches."""


@dataclass(slots=True)
class Part:
    """A part that is being told of; `title` is asked anew each time."""

    title: Callable[[], str]


@asynccontextmanager
async def stage(
    tell: Tell, key: str, title: Callable[[], str], *, goes_on: bool = False
) -> AsyncIterator[Part]:
    """Tell of a part of a call at once, every few seconds, and when it has ended.

    Args:
        tell: Takes what is told. It must not raise.
        key: By which it is known.
        title: What is done; to be replaced in the block by what came of it.
        goes_on: Whether the next part goes on under the same key: then the end is not told.
    """
    part = Part(title)
    telling = asyncio.create_task(_tell(tell, key, part))
    try:
        yield part
    except BaseException:
        telling.cancel()
        await tell(Stage(key, part.title(), "error"))
        raise
    telling.cancel()
    if not goes_on:
        await tell(Stage(key, part.title(), "complete"))


async def _tell(tell: Tell, key: str, part: Part) -> None:
    began = asyncio.get_running_loop().time()
    await tell(Stage(key, part.title()))
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        seconds = asyncio.get_running_loop().time() - began
        await tell(Stage(key, f"{part.title()} ({seconds:.0f} s)"))
