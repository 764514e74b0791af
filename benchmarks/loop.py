"""An event loop that remembers what it ran when, and when it had nothing to run."""

import asyncio
import selectors
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVarTuple, Unpack

A = TypeVarTuple("A")
Stretch = tuple[float, float]


@dataclass(slots=True)
class Diary:
    """Stretches of time. A task keeps its context, so that tells whose a stretch is."""

    ran: list[tuple[Context, Stretch]] = field(default_factory=list)
    idle: list[Stretch] = field(default_factory=list)
    running: Context | None = None

    def forget(self) -> None:
        """Begin anew."""
        self.ran.clear()
        self.idle.clear()


class _Selector(selectors.DefaultSelector):
    """Notes when the loop waits here."""

    def __init__(self, diary: Diary) -> None:
        super().__init__()
        self._diary = diary

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        begun = perf_counter()
        try:
            return super().select(timeout)
        finally:
            self._diary.idle.append((begun, perf_counter()))


class WatchedLoop(asyncio.SelectorEventLoop):
    """An event loop with a diary."""

    def __init__(self) -> None:
        self.diary = Diary()
        super().__init__(_Selector(self.diary))

    def call_soon(
        self, callback: Callable[[Unpack[A]], object], *args: *A, context: Context | None = None
    ) -> asyncio.Handle:
        """Run it, and note when."""
        context = context or copy_context()
        return super().call_soon(self._noted, context, callback, *args, context=context)

    def _noted(self, context: Context, callback: Callable[[Unpack[A]], object], *args: *A) -> None:
        self.diary.running, begun = context, perf_counter()
        try:
            callback(*args)
        finally:
            self.diary.ran.append((context, (begun, perf_counter())))


def diary() -> Diary:
    """The diary of the loop that runs."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop), "the measurements run on one"
    return loop.diary


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in stretches that do not overlap, in order."""
    joined: list[Stretch] = []
    for begun, ended in sorted(stretches):
        if joined and begun <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ended))
        else:
            joined.append((begun, ended))
    return joined


def common(some: Iterable[Stretch], others: Iterable[Stretch]) -> float:
    """For how long both went on. Neither may overlap itself."""
    left, right = sorted(some), sorted(others)
    taken, first = 0.0, 0
    for begun, ended in left:
        while first < len(right) and right[first][1] <= begun:
            first += 1
        for start, end in right[first:]:
            if start >= ended:
                break
            taken += min(ended, end) - max(begun, start)
    return taken
