"""Stops a specialist before a model call that a limit forbids."""

from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import BaseMessage

from agents.context import RunContext
from agents.specialist import Specialist
from agents.spending import ModelCall


class PaidFor(AgentMiddleware[AgentState[Any], RunContext]):
    """Pays for each model call of a specialist. Stands outside of the fall-back: playbooks cost nothing."""

    def __init__(self, specialist: Specialist) -> None:
        super().__init__()
        self._specialist = str(specialist.id)

    async def awrap_model_call(
        self,
        request: ModelRequest[RunContext],
        handler: Callable[[ModelRequest[RunContext]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """Make the call, if it may be paid.

        Raises:
            BudgetExceededError: it may not.
        """
        sent: list[BaseMessage] = [*request.messages]
        if request.system_message is not None:
            sent.insert(0, request.system_message)
        call = ModelCall(self._specialist, lambda: handler(request), _last, sent, list(request.tools))
        return await request.runtime.context.spending.pay(call)


def _last(response: ModelResponse[Any]) -> BaseMessage | None:
    return response.result[-1] if response.result else None
