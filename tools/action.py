"""A change that is being made: how a tool that writes finds out whether it was made before."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from tools.tool import ToolError

T = TypeVar("T")


class Record(Protocol):
    """Where changes are written down; `storage.ActionStore` is one."""

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Be the only one, of all replicas, who holds this name."""

    async def remember(self, key: str, trace: str) -> None:
        """Keep where the change can be found again."""

    async def traces(self, tool: str, since: datetime) -> set[str]:
        """Where the changes are that one tool made lately."""


@dataclass(frozen=True, slots=True)
class ActionInHand:
    """The change that a call makes.

    Args:
        key: What the change is known by, also at the vendor.
        tool: The tool that makes it.
        since: When it was claimed first.
        repeated: Whether an earlier run has claimed it, and may have made it.
        done: Whether that run knew that it had made it.
        trace: Where it is, as far as an earlier run could tell.
        record: Where it is written down.
    """

    key: str
    tool: str
    since: datetime
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
            ToolError: it can't be made, or it was made and is gone.
        """
        if self.repeated:
            found = await look()
            if found is not None:
                return found
            if self.done:
                raise ToolError("This was done before, and its result is no longer there.", "Ask anew.")
        try:
            return await act()
        except ToolError:
            # No answer does not mean that nothing happened.
            found = await look()
            if found is None:
                raise
            return found

    async def remember(self, trace: str) -> None:
        """Keep where the change is, as soon as that is known."""
        await self.record.remember(self.key, trace)

    async def others(self) -> set[str]:
        """The traces of this tool's other changes since about then."""
        return await self.record.traces(self.tool, self.since) - {self.trace}
