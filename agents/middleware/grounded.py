"""Sends a draft back once when its citations or numbers don't stand in the evidence."""

import asyncio
from collections.abc import Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.runtime import Runtime

from agents.context import RunContext
from agents.grounding import check, sources

FEEDBACK_NAME = "grounding"


class Grounded(AgentMiddleware[AgentState[Any], RunContext]):
    """One chance to mend. What is still unsupported after it is withheld from the answer later."""

    @hook_config(can_jump_to=["model"])
    async def aafter_model(
        self, state: AgentState[Any], runtime: Runtime[RunContext]
    ) -> dict[str, Any] | None:
        """Check the final message of the specialist."""
        messages = state["messages"]
        last = messages[-1]
        if not isinstance(last, AIMessage) or last.tool_calls or not last.text.strip():
            return None
        if any(isinstance(item, HumanMessage) and item.name == FEEDBACK_NAME for item in messages):
            return None
        run = runtime.context
        # From the store: where a long conversation was summarised, the messages no longer hold all of it.
        kept = sources(await run.toolbox.kept(run.subject.ask_id))
        looked = any(isinstance(item, ToolMessage) and item.artifact is not None for item in messages)
        problems = await asyncio.to_thread(check, last.text, kept, _asked(messages), must_cite=looked)
        if not problems:
            return None
        text = "Mend your answer, using only the evidence:\n" + "\n".join(f"- {item}" for item in problems)
        return {"messages": [HumanMessage(text, name=FEEDBACK_NAME)], "jump_to": "model"}


def _asked(messages: Sequence[AnyMessage]) -> str:
    return "\n".join(message.text for message in messages if isinstance(message, HumanMessage))
