"""What waits to reach the app: events are repeated until acknowledged, the rest is sent once."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.delivery.route import DeliveryError, Kind, Retry, Route
from sandbox.slack.wire import Json


@dataclass(slots=True)
class EventRecord:
    """One event on its way: how often it was sent and whether the app has it."""

    payload: Json
    attempts: int = 0
    acknowledged: bool = False
    failures: list[str] = field(default_factory=list)


class Outbox:
    """Sends to the app.

    Args:
        route: the way to the app; may be exchanged while running.
        retries: the seconds before each repetition of an event.
        repeats: whether an event that was acknowledged is sent once more.
    """

    def __init__(
        self, route: Route, retries: tuple[float, ...], repeats: Callable[[], bool] = lambda: False
    ) -> None:
        self.route = route
        self._repeats = repeats
        self.events: list[EventRecord] = []
        self._retries = retries
        self._tasks: set[asyncio.Task[None]] = set()

    def send_event(self, payload: Json) -> None:
        """Begin to deliver an event; the caller does not wait."""
        record = EventRecord(payload)
        self.events.append(record)
        self.start(self._deliver(record))

    async def request(self, kind: Kind, payload: Json) -> Json:
        """Send a command or an interaction once and return what the app answered.

        Raises:
            DeliveryError: the app did not answer in time.
        """
        return await self.route.deliver(kind, payload, None)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside the request that caused it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """Give up whatever is still on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, record: EventRecord) -> None:
        retry: Retry | None = None
        for attempt, delay in enumerate((0.0, *self._retries)):
            if delay:
                await asyncio.sleep(delay)
            record.attempts += 1
            try:
                await self.route.deliver("events_api", record.payload, retry)
            except DeliveryError as error:
                record.failures.append(str(error))
                if str(error) == "no_retry":
                    return
                retry = Retry(attempt + 1, str(error))
            else:
                record.acknowledged = True
                if self._repeats():
                    await self._once_more(record, Retry(attempt + 1, "timeout"))
                return

    async def _once_more(self, record: EventRecord, retry: Retry) -> None:
        # The acknowledgement was lost on its way: Slack can't know that the app has the event.
        record.attempts += 1
        try:
            await self.route.deliver("events_api", record.payload, retry)
        except DeliveryError as error:
            record.failures.append(str(error))
