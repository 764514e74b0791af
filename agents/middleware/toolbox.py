"""Sends every tool call of an agent through the toolbox, which decides, runs and keeps evidence."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import ToolMessage
from langchain_core.tools import StructuredTool
from langgraph.types import Command, interrupt

from agents.answer import Step
from agents.context import RunContext
from agents.fencing import fenced
from agents.middleware.step_title import step_title
from agents.specialist import Specialist
from tools.leave import NeedsApproval
from tools.redaction import redact
from tools.stages import Stage, Tell
from tools.tool import Tool, ToolError
from tools.toolbox import Cited

# What a model reads of one result; the rest it asks for with read_evidence. About 2,500 tokens.
EXCERPT_CHARACTERS = 10_000
# Under this name a failed call carries its error as the playbooks read it, without the fence.
ERROR = "error"
# Under this name it says that the change may have been made all the same.
UNSURE = "unsure"
# Under this name an interrupted run says which approval it waits for.
APPROVAL = "approval"


class ThroughToolbox(AgentMiddleware[AgentState[Any], RunContext]):
    """Replaces LangChain's own running of tools: nothing reaches a tool but through the gate."""

    def __init__(self, specialist: Specialist) -> None:
        super().__init__()
        self._specialist = specialist.id

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage | Command[Any]:
        """Run the call for the asker and show it as a step."""
        run = cast("RunContext", request.runtime.context)
        name, call_id = request.tool_call["name"], request.tool_call["id"] or ""
        arguments = request.tool_call["args"]
        title = step_title(name, arguments)
        await run.progress.report(Step(call_id, self._specialist, title, "in_progress"))

        async def tell(stage: Stage) -> None:
            part = Step(f"{call_id}-{stage.key}", self._specialist, stage.title, stage.status)
            await run.progress.report(part)

        try:
            cited = await self._with_leave(run, name, arguments, call_id, tell)
        except ToolError as error:
            return await self._failed(run, Step(call_id, self._specialist, title, "error"), name, error)
        done = Step(call_id, self._specialist, title, "complete", cited.title, cited.result.url)
        await run.progress.report(done)
        return ToolMessage(
            content=fence(cited), tool_call_id=call_id, name=name, artifact=_artifact(cited), status="success"
        )

    async def _with_leave(
        self, run: RunContext, name: str, arguments: dict[str, Any], call_id: str, tell: Tell
    ) -> Cited[Any]:
        """Make the call; where it needs leave, keep the run until that is given or refused."""
        while True:
            try:
                return await run.toolbox.call(run.subject, name, arguments, call_id, tell)
            except NeedsApproval as needed:
                # Raises, until the run is resumed: then the row says what was decided.
                interrupt({APPROVAL: str(needed.approval_id)})

    async def _failed(self, run: RunContext, step: Step, name: str, error: ToolError) -> ToolMessage:
        # Vendors' errors quote what others wrote, and sometimes the address that was called, with its secret.
        said = redact(str(error))
        await run.progress.report(replace(step, outcome=said))
        return ToolMessage(
            content=fenced("error", said),
            additional_kwargs={ERROR: said, UNSURE: error.unsure},
            tool_call_id=step.id,
            name=name,
            status="error",
        )


def langchain_tool(tool: Tool[Any, Any]) -> StructuredTool:
    """The tool as a model sees it: name, description and arguments. It can't be run by itself."""

    async def refuse(**_: Any) -> str:
        raise ToolError(f"{tool.name} runs through the toolbox only.")

    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=tool.arguments, coroutine=refuse
    )


def fence(cited: Cited[Any]) -> str:
    """A result as a model reads it: marked as data, and cut where it is long."""
    text = cited.content
    if len(text) > EXCERPT_CHARACTERS:
        rest = len(text) - EXCERPT_CHARACTERS
        text = f"{text[:EXCERPT_CHARACTERS]}\n… {rest} more characters: read_evidence(number={cited.number})"
    return fenced("evidence", text, id=cited.id, title=cited.title)


def _artifact(cited: Cited[Any]) -> dict[str, Any]:
    data = cited.result.model_dump(mode="json")
    data["_findings"] = [finding.model_dump(mode="json") for finding in cited.findings]
    return {"number": cited.number, "title": cited.title, "content": cited.content, "data": data}
