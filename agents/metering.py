"""Counts what model calls use where no ask pays for them: in a measurement."""

from typing import TypeVar

from langchain_core.messages import AIMessage

from agents.spending import ModelCall

R = TypeVar("R")


class Meter:
    """Lets every call be made, and counts the tokens that the provider says it took."""

    def __init__(self) -> None:
        self.tokens = 0

    async def pay(self, call: ModelCall[R]) -> R:
        """Make a call of the real model and count it."""
        result = await call.make()
        message = call.said(result)
        if isinstance(message, AIMessage) and message.usage_metadata:
            self.tokens += message.usage_metadata["total_tokens"]
        return result
