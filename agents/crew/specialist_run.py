"""One specialist at work on one ask: an agent with its tools, limits and checks."""

import logging
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelFallbackMiddleware,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.messages import AnyMessage, HumanMessage
from langgraph.errors import GraphBubbleUp
from langgraph.graph.state import CompiledStateGraph
from psycopg import OperationalError

from agents.context import RunContext
from agents.crew.state import Report, SpecialistTask
from agents.crew.verdict import split_verdict
from agents.middleware import (
    Grounded,
    MalformedCalls,
    PaidFor,
    Steering,
    ThroughToolbox,
    UnbrokenWrites,
    langchain_tool,
    shorten_old_results,
)
from agents.models import CASE, DRAFT, Models
from agents.settings import AgentSettings
from agents.specialist import Specialist
from agents.specialists.prompt import VERDICT, system_prompt
from agents.spending import polite
from storage import BudgetExceededError, DatabaseUnavailableError
from tools.tool import Tool

logger = logging.getLogger(__name__)

DETAILS = "\n## Details\n"


class SpecialistRun:
    """A specialist made into an agent once, and run for many asks."""

    def __init__(
        self, specialist: Specialist, models: Models, settings: AgentSettings, tools: list[Tool[Any, Any]]
    ) -> None:
        # Plain text: what goes into a checkpoint must be readable by any later version.
        self._id = str(specialist.id)
        self._models = models
        self._settings = settings
        self._agent: CompiledStateGraph[Any, RunContext, Any, Any] = create_agent(
            models.for_specialist(specialist.id),
            tools=[langchain_tool(tool) for tool in tools],
            system_prompt=system_prompt(specialist),
            middleware=_middleware(specialist, models, settings),
            context_schema=RunContext,
            name=specialist.id.replace("-", "_"),
        )

    async def report(self, task: SpecialistTask, context: RunContext) -> Report:
        """Work on the ask; what goes wrong is part of the report, not an exception."""
        try:
            final = await self._agent.ainvoke({"messages": [_question(task)]}, context=context)
        except ModelCallLimitExceededError:
            why = f"it stopped after {self._settings.max_model_calls} steps without an answer"
            return self._stopped(why)
        except BudgetExceededError as error:
            return self._stopped(polite(error), over_budget=True)
        except (DatabaseUnavailableError, OperationalError, GraphBubbleUp):
            raise
        except Exception as error:  # a provider's or a tool's own error: the other specialists go on
            if not self._models.online():
                raise
            logger.exception("specialist failed", extra={"specialist": self._id})
            return self._stopped(f"the model {self._models.name} failed ({type(error).__name__})")
        return self._from_messages(final["messages"])

    def _from_messages(self, messages: list[AnyMessage]) -> Report:
        last = messages[-1]
        draft = last.additional_kwargs.get(DRAFT)
        report = Report(
            specialist=self._id,
            text=last.text,
            details="",
            stance=None,
            reason="",
            trouble=None,
            over_budget=False,
        )
        if draft is not None:
            report.update(draft)
            if self._models.online():
                report["trouble"] = f"{self._models.name} did not answer, so the built-in playbook did"
            return report
        text, _, report["details"] = last.text.partition(DETAILS)
        report["text"], report["stance"], report["reason"] = split_verdict(text)
        return report

    def _stopped(self, why: str, *, over_budget: bool = False) -> Report:
        return Report(
            specialist=self._id,
            text="",
            details="",
            stance="unsure",
            reason=why,
            trouble=why,
            over_budget=over_budget,
        )


def _middleware(
    specialist: Specialist, models: Models, settings: AgentSettings
) -> list[AgentMiddleware[Any, RunContext, Any]]:
    always: list[AgentMiddleware[Any, Any, Any]] = [
        ModelCallLimitMiddleware(run_limit=settings.max_model_calls, exit_behavior="error"),
        Steering(specialist),
        UnbrokenWrites(),
        ThroughToolbox(specialist),
        MalformedCalls(),
    ]
    fallback = models.fallback(specialist.id)
    if fallback is None:
        return always
    return [
        *always,
        Grounded(),
        shorten_old_results(),
        PaidFor(specialist),
        ModelFallbackMiddleware(fallback),
    ]


def _question(task: SpecialistTask) -> HumanMessage:
    text = task["reading"] + (VERDICT if len(task["case"]["together"]) > 1 else "")
    return HumanMessage(text, additional_kwargs={CASE: task["case"]})
