"""Turns what happens into metrics and spans."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any

from bot.observability.metrics import ErrorCounter, Metrics
from bot.observability.tracing import Tracing
from tools.observer import Observer, Part, watch_with


class Watch(Observer):
    """The observer of a process."""

    def __init__(self, metrics: Metrics, tracing: Tracing) -> None:
        self.metrics = metrics
        self._tracing = tracing

    def span(self, name: str, **attributes: str) -> AbstractContextManager[Any]:
        """A span, where traces are taken."""
        return self._tracing.span(name, **attributes)

    def tool_called(self, tool: str, outcome: str, seconds: float) -> None:
        """Count and time it."""
        self.metrics.tool_calls.labels(tool, outcome).inc()
        self.metrics.tool_seconds.labels(tool).observe(seconds)

    def decided(self, verdict: str) -> None:
        """Count it."""
        self.metrics.decisions.labels(verdict).inc()

    def took(self, part: Part, seconds: float) -> None:
        """Time it."""
        self.metrics.part_seconds.labels(part).observe(seconds)


@asynccontextmanager
async def watching(metrics: Metrics) -> AsyncIterator[Watch]:
    """Watch this process until the end of the block."""
    tracing = Tracing.from_environment()
    watch = Watch(metrics, tracing)
    errors = ErrorCounter(metrics)
    logging.getLogger().addHandler(errors)
    watch_with(watch)
    try:
        yield watch
    finally:
        watch_with(Observer())
        logging.getLogger().removeHandler(errors)
        await asyncio.to_thread(tracing.close)
