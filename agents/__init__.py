"""The crew: routes an ask to specialists, runs their tool calls through the gate, grounds the answer.

`Crew` does it; `Answer` is what comes back; `Progress` shows the way there.
"""

from typing import TYPE_CHECKING, Any

from agents.answer import Answer, Citation, Progress, Routed, Step, UsageTotals
from agents.settings import AgentSettings
from agents.specialist import Specialist, SpecialistId
from agents.specialists import SPECIALISTS
from agents.waiting import WaitsForLeave

if TYPE_CHECKING:
    from agents.crew import LOCAL_REPOSITORY, Crew


def __getattr__(name: str) -> Any:
    # LangGraph takes most of a second to import; settings and answers are needed without it.
    if name in {"Crew", "LOCAL_REPOSITORY"}:
        from agents import crew

        return getattr(crew, name)
    raise AttributeError(name)


__all__ = [
    "LOCAL_REPOSITORY",
    "SPECIALISTS",
    "AgentSettings",
    "Answer",
    "Citation",
    "Crew",
    "Progress",
    "Routed",
    "Specialist",
    "SpecialistId",
    "Step",
    "UsageTotals",
    "WaitsForLeave",
]
