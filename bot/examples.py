"""Asks to begin with: suggested prompts and the buttons of the App Home, about what the team has."""

from dataclasses import dataclass

from agents import SpecialistId
from storage import Catalog


@dataclass(frozen=True, slots=True)
class Example:
    """An ask that shows what a specialist does."""

    specialist: SpecialistId
    ask: str


def examples(catalog: Catalog) -> tuple[Example, ...]:
    """One ask for each specialist, with names from the catalogue where it has some."""
    one, other = _services(catalog)
    build = f"why did the last {one} build fail?" if one else "why did the last build fail?"
    slow = f"is {other} slow right now?" if other else "which alerts are firing right now?"
    reviews = f"which pull requests are open in {one}?" if one else "which pull requests are open?"
    secrets = "any secrets or vulnerable dependencies" + (f" in {one}?" if one else "?")
    return (
        Example(SpecialistId.DEVOPS_ENGINEER, build),
        Example(SpecialistId.INCIDENT_RESPONDER, slow),
        Example(SpecialistId.CODE_REVIEWER, reviews),
        Example(SpecialistId.SECURITY_ANALYST, secrets),
        Example(SpecialistId.COST_OPTIMIZER, "what did we spend last month, and on what?"),
    )


def _services(catalog: Catalog) -> tuple[str, str]:
    """Two services to ask about; those with a pipeline that deploys them have the most to tell."""
    names = [service.name for service in catalog.services]
    deployed = [name for name in names if catalog.pipelines_of(name, "deploy")] or names or [""]
    return deployed[-1], deployed[0]
