"""Tells a model that its tool call could not be read, so that it tries again."""

from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, HumanMessage, InvalidToolCall, ToolMessage
from langgraph.runtime import Runtime

from agents.context import RunContext
from agents.models import DRAFT


class MalformedCalls(AgentMiddleware[AgentState[Any], RunContext]):
    """Answers calls whose arguments are not JSON, and messages that say nothing at all."""

    @hook_config(can_jump_to=["model"])
    async def aafter_model(
        self, state: AgentState[Any], runtime: Runtime[RunContext]
    ) -> dict[str, Any] | None:
        """Send the model back with what was wrong."""
        last = state["messages"][-1]
        if not isinstance(last, AIMessage):
            return None
        if last.invalid_tool_calls:
            update: dict[str, Any] = {"messages": [_refusal(wrong) for wrong in last.invalid_tool_calls]}
            # Good calls that came in the same message still run first: every call needs its answer.
            return update if last.tool_calls else {**update, "jump_to": "model"}
        # A playbook that says nothing means it: what it did shows elsewhere.
        silent = not last.tool_calls and not last.text.strip()
        if silent and DRAFT not in last.additional_kwargs:
            return {"messages": [HumanMessage("Please answer, in words.")], "jump_to": "model"}
        return None


def _refusal(wrong: InvalidToolCall) -> ToolMessage:
    return ToolMessage(
        content=f"The arguments of {wrong['name']} are not valid JSON. Call it again.",
        tool_call_id=wrong["id"] or "",
        name=wrong["name"] or "",
        status="error",
    )
