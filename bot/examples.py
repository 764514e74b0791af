"""Asks to begin with: suggested prompts, buttons of the App Home, things to try."""

from dataclasses import dataclass

from agents import SpecialistId


@dataclass(frozen=True, slots=True)
class Example:
    """An ask that shows what a specialist does. `title` fits on a button."""

    specialist: SpecialistId
    title: str
    ask: str


EXAMPLES = (
    Example(SpecialistId.DEVOPS_ENGINEER, "A failed build", "why did the last payments build fail?"),
    Example(SpecialistId.INCIDENT_RESPONDER, "A slow service", "is checkout slow right now?"),
    Example(SpecialistId.CODE_REVIEWER, "A pull request", "review payments#42"),
    Example(
        SpecialistId.SECURITY_ANALYST,
        "Secrets and CVEs",
        "any secrets or vulnerable dependencies in payments?",
    ),
    Example(SpecialistId.COST_OPTIMIZER, "Last month's bill", "what did we spend last month, and on what?"),
)
