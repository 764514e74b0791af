"""What the runner needs of a place where answers go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agents import Answer, Progress


@dataclass(frozen=True, slots=True)
class Chart:
    """An image that belongs to an answer, as PNG."""

    title: str
    image: bytes


class DeliveryError(Exception):
    """The place can't be reached, or takes nothing now. What was to be shown may be there or not."""


class Reply(Progress, Protocol):
    """One ask's reply."""

    async def start(self) -> None:
        """Show that the ask was heard. Returns when a person can see the sign. Must not raise."""

    async def pause(self) -> None:
        """Show that the work waits for something and goes on by itself. Must not raise."""

    async def rest(self) -> None:
        """End what is shown of the work so far: it goes on when somebody has decided. Must not raise."""

    def let_go(self) -> None:
        """Show nothing more: this run is over, delivered or not."""

    async def delivered(self) -> bool:
        """Whether an earlier run, cut off before it could say so, has delivered the answer.

        Raises:
            DeliveryError: that can't be found out now.
        """

    async def finish(self, answer: Answer, charts: Sequence[Chart]) -> None:
        """Show the answer.

        Raises:
            DeliveryError: it may not be there.
        """

    async def fail(self, message: str) -> None:
        """Say that there will be no answer, and why.

        Raises:
            DeliveryError: it may not be there.
        """
