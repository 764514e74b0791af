"""The five specialists: who they are and what each may call."""

from dataclasses import dataclass
from enum import StrEnum


class SpecialistId(StrEnum):
    """Names as they stand in answers and settings."""

    CODE_REVIEWER = "code-reviewer"
    DEVOPS_ENGINEER = "devops-engineer"
    SECURITY_ANALYST = "security-analyst"
    COST_OPTIMIZER = "cost-optimizer"
    INCIDENT_RESPONDER = "incident-responder"


@dataclass(frozen=True, slots=True)
class Specialist:
    """One agent of the crew. `tools` are names in the toolbox."""

    id: SpecialistId
    title: str
    emoji: str
    does: str
    instructions: str
    tools: tuple[str, ...]
