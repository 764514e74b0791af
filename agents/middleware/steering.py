"""Takes up what the asker says while the specialist works: before its next step, not after its answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain_core.messages import AnyMessage, HumanMessage
from langgraph.runtime import Runtime

from agents.answer import Step
from agents.case import Case
from agents.context import RunContext
from agents.fencing import as_data
from agents.models import CASE
from agents.routing.additions import narrowed
from agents.specialist import Specialist
from storage import Catalog
from storage.models import Turn

# Under this name a message says which turn it holds.
ADDITION = "addition"
TEXT = "While you work on it, the asker adds: {text}\nGo on with that in mind, from what you have found."
SHOWN = 120


class Steering(AgentMiddleware[AgentState[Any], RunContext]):
    """Reads the additions that are stored with the ask. They are in the messages once, over crashes too."""

    def __init__(self, specialist: Specialist) -> None:
        super().__init__()
        self._specialist = specialist.id

    async def abefore_model(
        self, state: AgentState[Any], runtime: Runtime[RunContext]
    ) -> dict[str, Any] | None:
        """Add what is new to the conversation."""
        run, messages = runtime.context, state["messages"]
        if run.asks is None:
            return None
        taken = {message.additional_kwargs.get(ADDITION) for message in messages}
        turns = [turn for turn in await run.asks.additions(run.subject.ask_id) if str(turn.id) not in taken]
        if not turns:
            return None
        await run.asks.take_up([turn.id for turn in turns], str(self._specialist))
        for turn in turns:
            title = f"Taking up: “{' '.join(turn.text.split())[:SHOWN]}”"
            await run.progress.report(Step(f"{ADDITION}-{turn.id}", self._specialist, title, "complete"))
        return {"messages": _added(messages, turns, run.toolbox.connections.catalog)}


def latest_case(messages: Sequence[AnyMessage]) -> dict[str, Any]:
    """The ask as it stands after everything that was added."""
    return next(
        message.additional_kwargs[CASE]
        for message in reversed(messages)
        if isinstance(message, HumanMessage) and CASE in message.additional_kwargs
    )


def _added(messages: Sequence[AnyMessage], turns: Sequence[Turn], catalog: Catalog) -> list[HumanMessage]:
    case, added = Case.load(latest_case(messages)), []
    for turn in turns:
        names = narrowed(case.names, turn.text, catalog, turn.created_at)
        # What names nothing is told for its own sake, and may decide what is searched for.
        text = case.text if names != case.names else f"{case.text}\n{turn.text}"
        case = replace(case, names=names, text=text)
        extra = {ADDITION: str(turn.id), CASE: case.dump()}
        added.append(HumanMessage(TEXT.format(text=as_data(turn.text)), additional_kwargs=extra))
    return added
