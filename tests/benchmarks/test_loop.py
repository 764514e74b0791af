"""What a turn spends in parts of its tool calls is told from what the event loop did meanwhile."""

import asyncio
from time import perf_counter

import pytest

from benchmarks.answers import PartWatch
from benchmarks.loop import WatchedLoop, common, union
from tools.observer import Observer, part, watch_with


def test_stretches_are_joined_and_compared() -> None:
    assert union([(5.0, 6.0), (0.0, 2.0), (1.0, 3.0), (3.0, 4.0)]) == [(0.0, 4.0), (5.0, 6.0)]
    assert union([]) == []
    assert common([(0.0, 4.0), (5.0, 6.0)], [(1.0, 2.0), (3.0, 5.5)]) == pytest.approx(2.5)
    assert common([(0.0, 1.0)], [(1.0, 2.0)]) == 0


async def _side_by_side() -> tuple[PartWatch, float, float]:
    """A call waits for its result while another one computes; then it waits with nothing else to do."""
    watch, woken = PartWatch(), asyncio.Event()
    watch_with(watch)
    waited = busy = 0.0

    async def call() -> None:
        nonlocal waited
        with part("evidence"):
            await woken.wait()
            begun = perf_counter()
            await asyncio.to_thread(sum, range(100_000))
            waited = perf_counter() - begun

    async def other() -> None:
        nonlocal busy
        begun = perf_counter()
        sum(range(1_000_000))
        busy = perf_counter() - begun
        woken.set()

    try:
        await asyncio.gather(call(), other())
    finally:
        watch_with(Observer())
    return watch, busy, waited


def test_what_is_done_meanwhile_is_not_spent_and_waiting_for_nothing_else_is() -> None:
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        watch, busy, waited = runner.run(_side_by_side())
    assert watch.elapsed("evidence") >= busy + waited
    assert 0 < watch.spent("evidence") <= watch.elapsed("evidence") - busy
    assert watch.elapsed("gate") == watch.spent("gate") == 0


def test_code_without_a_wait_is_spent() -> None:
    async def call() -> PartWatch:
        watch = PartWatch()
        watch_with(watch)
        try:
            await asyncio.gather(compute())
        finally:
            watch_with(Observer())
        return watch

    async def compute() -> None:
        with part("gate"):
            sum(range(100_000))

    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        watch = runner.run(call())
    assert watch.spent("gate") == pytest.approx(watch.elapsed("gate"))
