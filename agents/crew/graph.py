"""The crew as a graph: route, specialists side by side, synthesise, ground."""

from dataclasses import replace

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send

from agents.answer import Routed
from agents.case import Case
from agents.commands import FOR_MODELS
from agents.context import RunContext
from agents.crew.decline import decline
from agents.crew.routing import Router
from agents.crew.specialist_run import SpecialistRun
from agents.crew.state import AskState, SpecialistTask
from agents.crew.synthesis import synthesise
from agents.models import Models
from agents.specialist import SpecialistId
from agents.specialists import SPECIALISTS
from tools.observer import observer

HELP_INTENT = "help"


class CrewGraph:
    """Builds the graph; its methods are the nodes."""

    def __init__(
        self, router: Router, runs: dict[SpecialistId, SpecialistRun], commands: SpecialistRun, models: Models
    ) -> None:
        self._router = router
        self._runs = runs
        self._commands = commands
        self._models = models

    def build(self) -> StateGraph[AskState, RunContext, AskState, AskState]:
        """The graph, not yet compiled."""
        graph = StateGraph(AskState, context_schema=RunContext)
        graph.add_node("route", self.route)
        graph.add_node("specialist", self.specialist)
        graph.add_node("decline", self.decline)
        graph.add_node("synthesise", self.synthesise)
        graph.add_edge(START, "route")
        graph.add_conditional_edges("route", self.send, ["specialist", "decline"])
        graph.add_edge("specialist", "synthesise")
        graph.add_edge("synthesise", END)
        graph.add_edge("decline", END)
        return graph

    async def route(self, state: AskState, runtime: Runtime[RunContext]) -> AskState:
        """Choose who answers."""
        case = Case.load(state["case"])
        if case.command is None and case.about is not None and await self._router.is_about_finding(case.text):
            case = replace(case, command=case.about)
        if case.command is not None:
            return await self._commanded(case, runtime.context)
        with observer().span("route"):
            route = await self._router.route(case.text, case.earlier, runtime.context.spending)
        case = replace(
            case, intents=tuple(item.name for item in route.intents), together=tuple(route.specialists)
        )
        await runtime.context.progress.report(Routed(tuple(route.specialists)))
        return {
            "case": case.dump(),
            "specialists": [str(item) for item in route.specialists],
        }

    async def _commanded(self, case: Case, context: RunContext) -> AskState:
        """A command says itself what is wanted."""
        chosen = (SpecialistId.CODE_REVIEWER,)
        await context.progress.report(Routed(chosen))
        return {"case": replace(case, together=chosen).dump(), "specialists": [str(item) for item in chosen]}

    def send(self, state: AskState) -> list[Send] | str:
        """Send the ask to each chosen specialist."""
        if not state["specialists"]:
            return "decline"
        reading = state["reading"]
        return [
            Send("specialist", SpecialistTask(specialist=item, case=state["case"], reading=reading))
            for item in state["specialists"]
        ]

    async def specialist(self, state: SpecialistTask, runtime: Runtime[RunContext]) -> AskState:
        """One specialist's work."""
        run = self._runs[SpecialistId(state["specialist"])]
        command = Case.load(state["case"]).command
        if command is not None and command.name not in FOR_MODELS:
            run = self._commands
        with observer().span("specialist", **{"quarterdeck.specialist": state["specialist"]}):
            report = await run.report(state, runtime.context)
        return {"reports": [report]}

    async def synthesise(self, state: AskState, runtime: Runtime[RunContext]) -> AskState:
        """Join the reports, in the order in which the specialists were chosen."""
        reports = sorted(
            state["reports"], key=lambda report: state["specialists"].index(report["specialist"])
        )
        stops = [report["trouble"] or "" for report in reports if report.get("over_budget")]
        if len(stops) == len(reports):
            return {"text": stops[0], "details": "", "notes": [], "stop": stops[0]}
        if Case.load(state["case"]).command is not None and not any(
            report["text"] or report["trouble"] for report in reports
        ):
            # What was done stands at the pull request itself: there is nothing to add.
            return {"text": "", "details": "", "notes": []}
        joined = await synthesise(
            state["case"]["text"], reports, self._models.online(), runtime.context.spending
        )
        notes = [
            f"{SPECIALISTS[SpecialistId(report['specialist'])].title}: {report['trouble'].rstrip('.')}."
            for report in reports
            if report["trouble"]
        ]
        return {
            "text": joined.text,
            "details": joined.details,
            "notes": notes,
        }

    async def decline(self, state: AskState) -> AskState:
        """Say what the crew does instead."""
        greeting = HELP_INTENT in state["case"]["intents"][:1]
        return {"text": decline(greeting=greeting), "details": "", "notes": [], "reports": []}
