"""The model that needs no key: a chat model that runs the playbooks."""

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
from agents.playbooks import find_playbook
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
    found = find_playbook(specialist, case.intents)
    if found is None:
        return _final(Draft("I have no playbook for this without a model. " + WHAT_TO_TRY))
    replay = _Replay(found(case))
    replay.advance(None)
    for index in range(len(messages) + 1):
        if replay.calls is None:
            return _final(replay.draft or Draft("I found nothing to say."))
        outcomes = _outcomes(replay.calls, _call_ids(specialist, index, replay.calls), messages)
        if outcomes is None:
            return _calls(specialist, index, replay.calls)
        replay.advance(outcomes)
    raise AssertionError("a playbook can't take more steps than there are messages")


def _case(messages: Sequence[BaseMessage]) -> Case:
    for message in messages:
        if isinstance(message, HumanMessage) and CASE in message.additional_kwargs:
            return Case.load(message.additional_kwargs[CASE])
    raise ValueError("the offline model works on asks of the crew only")


def _call_ids(specialist: SpecialistId, step: int, calls: Sequence[Call[Any]]) -> list[str]:
    return [f"{specialist}-{step + 1}-{number + 1}" for number in range(len(calls))]


def _outcomes(
    calls: Sequence[Call[Any]], ids: Sequence[str], messages: Sequence[BaseMessage]
) -> list[Outcome] | None:
    replies = {message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)}
    if any(call_id not in replies for call_id in ids):
        return None
    return [_outcome(wanted, replies[call_id]) for wanted, call_id in zip(calls, ids, strict=True)]


def _outcome(wanted: Call[Any], reply: ToolMessage) -> Outcome:
    if reply.status == "error" or reply.artifact is None:
        return ToolError(str(reply.additional_kwargs.get("error", reply.content)))
    kept = reply.artifact
    return Cited(
        number=kept["number"],
        result=wanted.tool.result.model_validate(kept["data"]),
        title=kept["title"],
        content=kept["content"],
        findings=tuple(Finding.model_validate(item) for item in kept["data"].get("_findings", ())),
    )


def _calls(specialist: SpecialistId, step: int, calls: Sequence[Call[Any]]) -> AIMessage:
    ids = _call_ids(specialist, step, calls)
    tool_calls = [
        ToolCall(name=wanted.tool.name, args=wanted.arguments, id=call_id)
        for wanted, call_id in zip(calls, ids, strict=True)
    ]
    return AIMessage(content="", tool_calls=tool_calls)


def _final(draft: Draft) -> AIMessage:
    extra = {"details": draft.details, "stance": draft.stance, "reason": draft.reason}
    return AIMessage(content=draft.text, additional_kwargs={DRAFT: extra})
