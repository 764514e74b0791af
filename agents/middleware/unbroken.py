"""Lets a change that is under way end, whatever ends the run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.types import Command

from agents.context import RunContext
from tools.tool import Effect


class UnbrokenWrites(AgentMiddleware[AgentState[Any], RunContext]):
    """Somebody who says stop is told what was changed: so it must be known, and kept, before the run ends."""

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage | Command[Any]:
        """Make the call; one that changes something is not cut off."""
        run = cast("RunContext", request.runtime.context)
        tool = run.toolbox.tools.get(request.tool_call["name"])
        if tool is None or tool.effect is Effect.READ:
            return await handler(request)
        call = asyncio.ensure_future(handler(request))
        try:
            return await asyncio.shield(call)
        except asyncio.CancelledError:
            await asyncio.wait({call})
            raise
