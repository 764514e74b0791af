"""What every way to the app offers."""

from dataclasses import dataclass
from typing import Literal, Protocol

from sandbox.slack.wire import Json

Kind = Literal["events_api", "slash_commands", "interactive"]


class DeliveryError(Exception):
    """The app did not take a payload; the text is Slack's `retry_reason`."""


@dataclass(frozen=True, slots=True)
class Retry:
    """A repetition: the how-manieth it is, and why it is needed."""

    attempt: int
    reason: str


class Route(Protocol):
    """A way to the app."""

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None) -> Json:
        """Deliver a payload and return what the app acknowledged it with.

        Raises:
            DeliveryError: nobody took it in time.
        """
