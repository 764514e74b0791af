"""The model that needs no key: a chat model that runs the playbooks."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool

from agents.case import Case
from agents.playbooks import playbook_for
from agents.playbooks.playbook import Call, Draft, Outcome, Script
from agents.specialist import SpecialistId
from tools.findings import Finding
from tools.tool import ToolError
from tools.toolbox import Cited

OFFLINE = "offline"
CASE = "case"
DRAFT = "draft"
WHAT_TO_TRY = "Ask it in other words, or say which service or repository it is about."


class OfflineModel(BaseChatModel):
    """Finds the next step of a specialist by replaying its playbook over the messages so far.

    It keeps no state of its own, so a run may be resumed by any process.
    """

    specialist: SpecialistId

    @property
    def _llm_type(self) -> str:
        return OFFLINE

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Tools are known from the playbooks: nothing to bind."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = next_step(self.specialist, messages)
        message.response_metadata["model_name"] = OFFLINE
        return ChatResult(generations=[ChatGeneration(message=message)])


@dataclass(slots=True)
class _Replay:
    """A playbook run as far as the messages go: what it wants next, or its draft."""

    script: Script
    calls: list[Call[Any]] | None = None
    draft: Draft | None = None

    def advance(self, outcomes: list[Outcome] | None) -> None:
        try:
            self.calls = next(self.script) if outcomes is None else self.script.send(outcomes)
        except StopIteration as stop:
            self.calls, self.draft = None, stop.value
        except ToolError as error:
            self.calls, self.draft = None, Draft(f"I could not finish this: {error}")


def next_step(specialist: SpecialistId, messages: Sequence[BaseMessage]) -> AIMessage:
    """The specialist's next message: tool calls, or the answer."""
    case = _case(messages)
    found = playbook_for(specialist, case)
    if found is None:
        return _final(Draft("I have no playbook for this without a model. " + WHAT_TO_TRY))
    replay = _Replay(found(case))
    replay.advance(None)
    replies, plan = _replies(messages), _plan(messages)
    for index in range(len(messages) + 1):
        if replay.calls is None:
            return _final(replay.draft or Draft("I found nothing to say."))
        known = [replies.get(_key(wanted.tool.name, wanted.arguments)) for wanted in replay.calls]
        if None in known:
            return _calls(replay.calls, known, f"{specialist}-{plan}{index + 1}")
        replay.advance(
            [_outcome(wanted, reply) for wanted, reply in zip(replay.calls, known, strict=True) if reply]
        )
    raise AssertionError("a playbook can't take more steps than there are messages")


def _case(messages: Sequence[BaseMessage]) -> Case:
    # The last one: who adds to an ask while it is worked on changes what it is about.
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and CASE in message.additional_kwargs:
            return Case.load(message.additional_kwargs[CASE])
    raise ValueError("the offline model works on asks of the crew only")


def _plan(messages: Sequence[BaseMessage]) -> str:
    """A mark for the ids of calls that are planned after an addition, so that none is used a second time."""
    cases = sum(
        isinstance(message, HumanMessage) and CASE in message.additional_kwargs for message in messages
    )
    return f"again-{cases}-" if cases > 1 else ""


def _key(tool: str, arguments: dict[str, Any]) -> str:
    return f"{tool} {json.dumps(arguments, sort_keys=True, default=str)}"


def _replies(messages: Sequence[BaseMessage]) -> dict[str, ToolMessage]:
    """What came back so far, by the call: a changed plan makes none again that was made already."""
    calls = {
        call["id"]: _key(call["name"], call["args"])
        for message in messages
        if isinstance(message, AIMessage)
        for call in message.tool_calls
    }
    replies = (message for message in messages if isinstance(message, ToolMessage))
    return {calls[reply.tool_call_id]: reply for reply in replies if reply.tool_call_id in calls}


def _outcome(wanted: Call[Any], reply: ToolMessage) -> Outcome:
    if reply.status == "error" or reply.artifact is None:
        given = reply.additional_kwargs
        return ToolError(str(given.get("error", reply.content)), unsure=bool(given.get("unsure")))
    kept = reply.artifact
    return Cited(
        number=kept["number"],
        result=wanted.tool.result.model_validate(kept["data"]),
        title=kept["title"],
        content=kept["content"],
        findings=tuple(Finding.model_validate(item) for item in kept["data"].get("_findings", ())),
    )


def _calls(wanted: Sequence[Call[Any]], found: Sequence[ToolMessage | None], step: str) -> AIMessage:
    tool_calls = [
        ToolCall(name=call.tool.name, args=call.arguments, id=f"{step}-{number + 1}")
        for number, (call, reply) in enumerate(zip(wanted, found, strict=True))
        if reply is None
    ]
    return AIMessage(content="", tool_calls=tool_calls)


def _final(draft: Draft) -> AIMessage:
    extra = {"details": draft.details, "stance": draft.stance, "reason": draft.reason}
    return AIMessage(content=draft.text, additional_kwargs={DRAFT: extra})
