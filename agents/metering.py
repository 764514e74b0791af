"""Counts what model calls use where no ask pays for them: in a measurement."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from langchain_core.messages import AIMessage, BaseMessage

R = TypeVar("R")


class Meter:
    """Lets every call be made, and counts the tokens that the provider says it took."""

    def __init__(self) -> None:
        self.tokens = 0

    async def pay(
        self,
        who: str,
        call: Callable[[], Awaitable[R]],
        said: Callable[[R], BaseMessage | None],
        messages: Sequence[BaseMessage],
        tools: Sequence[Any] = (),
    ) -> R:
        """Make a call of the real model and count it."""
        result = await call()
        message = said(result)
        if isinstance(message, AIMessage) and message.usage_metadata:
            self.tokens += message.usage_metadata["total_tokens"]
        return result
