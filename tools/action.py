"""A change that is being made: how a tool that writes finds out whether it was made before."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from tools.tool import ToolError

T = TypeVar("T")

# How long a change is looked for, where it is not known whether it was made.
LOOK_SECONDS = 10.0
CUT_OFF = ToolError("An earlier try was cut off.", unsure=True)


class Record(Protocol):
    """Where changes are written down; `storage.ActionStore` is one."""

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Be the only one, of all replicas, who holds this name."""

    async def remember(self, key: str, trace: str) -> None:
        """Keep where the change can be found again."""

    async def traces(self, tool: str, since: datetime, but: str) -> set[str]:
        """Where the changes are that one tool made lately, without the one of a key."""


@dataclass(frozen=True, slots=True)
class ActionInHand:
    """The change that a call makes.

    Args:
        key: What the change is known by, also at the vendor.
        tool: The tool that makes it.
        since: When it was claimed first.
        seconds: How long making it may take.
        repeated: Whether an earlier run has claimed it, and may have made it.
        done: Whether that run knew that it had made it.
        trace: Where it is, as far as an earlier run could tell.
        record: Where it is written down.
    """

    key: str
    tool: str
    since: datetime
    seconds: float
    repeated: bool
    done: bool
    trace: str | None
    record: Record

    async def once(self, look: Callable[[], Awaitable[T | None]], act: Callable[[], Awaitable[T]]) -> T:
        """Make the change, unless it is found to be made.

        Args:
            look: Looks for the change's own trace at the vendor.
            act: Makes it.

        Raises:
            ToolError: it can't be made, it was made and is gone, or nobody can tell.
        """
        if self.repeated:
            found = await self._found(look, CUT_OFF)
            if found is not None:
                return found
            if self.done:
                raise ToolError("This was done before, and its result is no longer there.", "Ask anew.")
        try:
            async with asyncio.timeout(self.seconds):
                return await act()
        except TimeoutError:
            failure = ToolError(f"No answer came within {self.seconds:g} seconds.", unsure=True)
        except ToolError as error:
            failure = error
        # No answer does not mean that nothing happened.
        found = await self._found(look, failure)
        if found is not None:
            return found
        if not failure.unsure:
            raise failure
        raise ToolError(
            f"{failure.args[0]} It is not there now, but it may still come.",
            "Look again before you ask anew.",
            unsure=True,
        ) from failure

    async def _found(self, look: Callable[[], Awaitable[T | None]], failure: ToolError) -> T | None:
        """The change if it is there, after a try of which only the failure is known."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await look()
        except (ToolError, TimeoutError) as error:
            if not failure.unsure:
                raise failure from error
            why = error.args[0] if isinstance(error, ToolError) else "that took too long, too."
            raise ToolError(
                f"I can't tell whether this was done. {failure.args[0]} I tried to look for it: {why}",
                "Look there yourself before you ask anew.",
                unsure=True,
            ) from error

    async def remember(self, trace: str) -> None:
        """Keep where the change is, as soon as that is known."""
        await self.record.remember(self.key, trace)

    async def others(self) -> set[str]:
        """The traces of this tool's other changes since about then."""
        return await self.record.traces(self.tool, self.since, self.key)
