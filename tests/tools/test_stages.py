"""Whoever waits for a long call hears of its parts: when one begins, while it lasts, and how it ended."""

import asyncio

import pytest

from tools import stages
from tools.stages import Stage, stage


class Told:
    """What was told, and a way to wait for more."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self._more = asyncio.Condition()

    async def tell(self, told: Stage) -> None:
        async with self._more:
            self.stages.append(told)
            self._more.notify_all()

    async def has(self, count: int) -> None:
        async with asyncio.timeout(10 * stages.EVERY_SECONDS), self._more:
            await self._more.wait_for(lambda: len(self.stages) >= count)


async def test_a_part_is_told_at_once_again_and_again_and_at_its_end() -> None:
    told, done = Told(), 0
    async with stage(told.tell, "work", lambda: f"{done} of 2 done") as part:
        await told.has(1)
        done = 1
        await told.has(2)
        part.title = lambda: "All done"
    first, again, *_, last = told.stages
    assert first == Stage("work", "0 of 2 done", "in_progress")
    assert again.status == "in_progress"
    assert again.title.startswith("1 of 2 done (")
    assert last == Stage("work", "All done", "complete")
    count = len(told.stages)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1.5 * stages.EVERY_SECONDS):
            await told.has(count + 1)


async def test_a_part_that_goes_on_as_another_has_no_end() -> None:
    told = Told()
    async with stage(told.tell, "work", lambda: "Listing", goes_on=True):
        await told.has(1)
    async with stage(told.tell, "work", lambda: "Fetching"):
        await told.has(2)
    assert [(one.title, one.status) for one in told.stages] == [
        ("Listing", "in_progress"),
        ("Fetching", "in_progress"),
        ("Fetching", "complete"),
    ]


async def test_what_was_cut_off_is_told_as_such() -> None:
    told = Told()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01), stage(told.tell, "work", lambda: "At work"):
            await asyncio.Event().wait()
    assert told.stages[-1] == Stage("work", "At work", "error")
