"""Have we seen this before? Past incidents that are like what happens now, and how surely they are."""

from pydantic import BaseModel

from knowledge import KnowledgeError
from knowledge.incidents import Match, Sureness, question_of
from tools.connections import Connections
from tools.documents.age import age_in_days
from tools.documents.audience import visible
from tools.resource import a_document
from tools.tool import Effect, ToolError, ToolResult, tool

SUMMARY_CHARACTERS = 1500


class PastIncident(BaseModel):
    """An incident that was written up, beside what happens now.

    Args:
        sureness: how sure it is that it is the same again.
        same: what is the same, in words: "same service (checkout)".
        different: what is not.
        cause: why it happened, in the page's words.
        fix: what ended it, quoted from the page; None where the page does not say.
        summary: how the page tells it.
        score: likeness with what service, alert, error and change add; only good for ordering.
    """

    id: str
    title: str
    date: str
    age_days: int | None
    severity: str | None
    services: list[str]
    cause: str | None
    fix: str | None
    duration_minutes: int | None
    url: str | None
    path: str
    summary: str
    sureness: Sureness
    same: list[str]
    different: list[str]
    score: float


class PastIncidents(ToolResult):
    """Past incidents, the most alike first."""

    source: str = "documents"
    description: str
    incidents: list[PastIncident]

    def title(self) -> str:
        """The most alike, how sure it is, and how many more."""
        if not self.incidents:
            return f"No past incident is like “{self.description}”"
        best = self.incidents[0]
        more = f" and {len(self.incidents) - 1} more" if len(self.incidents) > 1 else ""
        return f"{best.id}: {best.title} ({best.date}; {best.sureness.value}){more}"

    def content(self) -> str:
        """Each incident with what is the same, what is different, what fixed it, and its facts."""
        if not self.incidents:
            return f"No past incident is like “{self.description}”."
        return "\n\n".join(_incident_text(incident) for incident in self.incidents)


@tool(Effect.READ, a_document())
async def find_past_incidents(
    connections: Connections,
    description: str,
    service: str | None = None,
    alerts: list[str] | None = None,
    changes: list[str] | None = None,
    observed: list[str] | None = None,
    limit: int = 3,
) -> PastIncidents:
    """Find past incidents that are like what happens now, from the postmortems.

    Compares services, alerts, error signatures and changes beside the words, so give what is known of them.

    Args:
        description: What happens, in words: "5xx after a deploy", "cache expired everywhere at once".
        service: The service it happens to.
        alerts: The alerts that fire now; an empty list when none does, null when nobody looked.
        changes: What was changed shortly before: "deploy of 1.8.0"; an empty list when nothing was.
        observed: What else was seen: "5xx ratio 4 %", a line of a log, an exception.
        limit: How many, 1 to 10.
    """
    question = question_of(
        description,
        services=[service] if service else [],
        alerts=alerts,
        changes=changes,
        observed=observed or (),
    )
    try:
        matches = await connections.library.past_incidents(
            question, min(max(limit, 1), 10), filters=visible(connections, "incident")
        )
    except KnowledgeError as error:
        raise ToolError(str(error)) from error
    found = [_incident(match) for match in matches]
    return PastIncidents(description=description, incidents=found, url=found[0].url if found else None)


def _incident(match: Match) -> PastIncident:
    incident = match.incident
    return PastIncident(
        id=incident.id,
        title=incident.title,
        date=incident.day,
        age_days=age_in_days(incident.day),
        severity=incident.severity,
        services=list(incident.services),
        cause=incident.cause,
        fix=incident.fix,
        duration_minutes=incident.minutes,
        url=incident.url,
        path=incident.path,
        summary=incident.summary[:SUMMARY_CHARACTERS],
        sureness=match.sureness,
        same=list(match.same),
        different=list(match.different),
        score=match.score,
    )


def _incident_text(incident: PastIncident) -> str:
    age = f" ({incident.age_days} days ago)" if incident.age_days is not None else ""
    facts = [
        f"how sure: {incident.sureness.value}",
        f"the same: {', '.join(incident.same)}" if incident.same else "",
        f"different: {'; '.join(incident.different)}" if incident.different else "",
        f"what fixed it: “{incident.fix}”" if incident.fix else "what fixed it: the page does not say",
        f"date: {incident.date}{age}",
        f"severity: {incident.severity}" if incident.severity else "",
        f"services: {', '.join(incident.services)}" if incident.services else "",
        f"lasted: {incident.duration_minutes} minutes" if incident.duration_minutes is not None else "",
        f"cause: {incident.cause}" if incident.cause else "",
        f"postmortem: {incident.url or incident.path}",
    ]
    head = f"## {incident.id}: {incident.title}"
    return "\n".join([head, *(fact for fact in facts if fact), "", incident.summary])
