"""The kinds of ask that the crew knows, and who answers each."""

from dataclasses import dataclass

from agents.specialist import SpecialistId

CODE = SpecialistId.CODE_REVIEWER
DEVOPS = SpecialistId.DEVOPS_ENGINEER
SECURITY = SpecialistId.SECURITY_ANALYST
COSTS = SpecialistId.COST_OPTIMIZER
INCIDENTS = SpecialistId.INCIDENT_RESPONDER


@dataclass(frozen=True, slots=True)
class Intent:
    """A kind of ask. Nobody answers `help` and `off_topic`: the crew says what it does."""

    name: str
    specialists: tuple[SpecialistId, ...] = ()


INTENTS: tuple[Intent, ...] = (
    Intent("review_pull_request", (CODE,)),
    Intent("discuss_finding", (CODE,)),
    Intent("review_changes", (CODE,)),
    Intent("find_code", (CODE,)),
    Intent("open_pull_requests", (CODE,)),
    Intent("comment", (CODE,)),
    Intent("technical_debt", (CODE,)),
    Intent("failed_build", (DEVOPS,)),
    Intent("rerun_build", (DEVOPS,)),
    Intent("what_changed", (DEVOPS,)),
    Intent("pipeline_health", (DEVOPS,)),
    Intent("deployments", (DEVOPS,)),
    Intent("owner", (DEVOPS,)),
    Intent("change_freeze", (DEVOPS,)),
    Intent("security_scan", (SECURITY,)),
    Intent("security_policy", (SECURITY,)),
    Intent("spend", (COSTS,)),
    Intent("cost_trend", (COSTS,)),
    Intent("service_health", (INCIDENTS,)),
    Intent("alerts", (INCIDENTS,)),
    Intent("runbook", (INCIDENTS,)),
    Intent("past_incidents", (INCIDENTS,)),
    Intent("severity", (INCIDENTS,)),
    Intent("release_safety", (CODE, DEVOPS, SECURITY, INCIDENTS)),
    Intent("help"),
    Intent("off_topic"),
)
"""The order is that of the columns of the fitted weights."""


@dataclass(frozen=True, slots=True)
class RankedIntent:
    """An intent and how likely it is what the asker wants, 0 to 1."""

    intent: Intent
    probability: float

    @property
    def name(self) -> str:
        """The intent's name."""
        return self.intent.name

    @property
    def specialists(self) -> tuple[SpecialistId, ...]:
        """Who answers asks of this intent."""
        return self.intent.specialists
