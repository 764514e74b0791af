"""Stops a specialist that has used up its tokens."""

from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain_core.messages import AIMessage
from langgraph.runtime import Runtime

from agents.context import RunContext


class BudgetExceededError(Exception):
    """The specialist used more tokens than one ask may cost."""


class TokenBudget(AgentMiddleware[AgentState[Any], RunContext]):
    """A hard stop before the model call that would come after the budget is spent."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self._tokens = tokens

    async def abefore_model(
        self, state: AgentState[Any], runtime: Runtime[RunContext]
    ) -> dict[str, Any] | None:
        """Count what the messages so far have cost.

        Raises:
            BudgetExceededError: the budget is spent.
        """
        used = sum(
            message.usage_metadata["total_tokens"]
            for message in state["messages"]
            if isinstance(message, AIMessage) and message.usage_metadata
        )
        if used >= self._tokens:
            raise BudgetExceededError(f"it used {used:,} of {self._tokens:,} tokens that one ask may cost")
        return None
