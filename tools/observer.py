"""Lets whoever runs the crew watch it at work. Where the numbers and the traces go is the edge's affair."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import wraps
from time import perf_counter
from typing import Any, Literal, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Awaitable[Any]])

# What a tool call spends its time on besides the tool.
Part = Literal["gate", "evidence", "audit"]
# What a model calls that is no tool: its names are without number.
UNKNOWN = "unknown"


class Observer:
    """Sees what happens, and by itself does nothing with it. The names that it gets come from fixed sets."""

    def span(self, name: str, **attributes: str) -> AbstractContextManager[Any]:
        """A stretch of work. An exception that leaves it marks it as failed."""
        return nullcontext()

    def tool_called(self, tool: str, outcome: str, seconds: float) -> None:
        """A tool call has ended."""

    def decided(self, verdict: str) -> None:
        """The gate has decided on a call."""

    def took(self, part: Part, seconds: float) -> None:
        """A part of a tool call besides the tool itself has ended."""


_observer = Observer()


def observer() -> Observer:
    """Who watches this process."""
    return _observer


def watch_with(watcher: Observer) -> None:
    """Let this observer see everything from now on."""
    global _observer
    _observer = watcher


@contextmanager
def part(name: Part) -> Iterator[None]:
    """Watch a part of a tool call: a span, and how long it took."""
    begun = perf_counter()
    try:
        with observer().span(name):
            yield
    finally:
        observer().took(name, perf_counter() - begun)


def watched(call: F) -> F:
    """Watch every call of `Toolbox.call`. An exception may say with `outcome` that it is no failure."""

    @wraps(call)
    async def watch(toolbox: Any, subject: Any, name: str, *arguments: Any, **named: Any) -> Any:
        known = name if name in toolbox.tools else UNKNOWN
        outcome, begun = "failed", perf_counter()
        try:
            with observer().span("tool", **{"quarterdeck.tool": known}):
                result = await call(toolbox, subject, name, *arguments, **named)
            outcome = "ran"
            return result
        except Exception as error:
            outcome = getattr(error, "outcome", outcome)
            raise
        finally:
            observer().tool_called(known, outcome, perf_counter() - begun)

    return cast("F", watch)
