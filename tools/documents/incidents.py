"""Have we seen this before? Past incidents that are like what happens now."""

import re

from pydantic import BaseModel

from knowledge import Hit, KnowledgeError
from tools.connections import Connections
from tools.documents.age import age_in_days
from tools.documents.audience import visible
from tools.resource import a_document
from tools.tool import Effect, ToolError, ToolResult, tool

# Below this cosine a passage has nothing to do with the question: unrelated ones measure 0.05 to 0.2 here.
LEAST_SCORE = 0.25
SUMMARY_CHARACTERS = 1500


class PastIncident(BaseModel):
    """An incident that was written up.

    Args:
        passage: the part of the postmortem that is most like the question, with its heading.
        mentions_service: whether the postmortem names the service that was asked about.
    """

    id: str
    title: str
    date: str
    age_days: int | None
    severity: str | None
    services: list[str]
    cause: str | None
    duration_minutes: int | None
    url: str | None
    path: str
    heading: str
    passage: str
    score: float
    mentions_service: bool = True


class PastIncidents(ToolResult):
    """Past incidents, the most alike first."""

    source: str = "documents"
    description: str
    incidents: list[PastIncident]

    def title(self) -> str:
        """The most alike and how many more."""
        if not self.incidents:
            return f"No past incident is like “{self.description}”"
        best = self.incidents[0]
        more = f" and {len(self.incidents) - 1} more" if len(self.incidents) > 1 else ""
        return f"{best.id}: {best.title} ({best.date}){more}"

    def content(self) -> str:
        """Each incident with its facts and the passage that is alike."""
        if not self.incidents:
            return f"No past incident is like “{self.description}”."
        return "\n\n".join(_incident_text(incident) for incident in self.incidents)


@tool(Effect.READ, a_document())
async def find_past_incidents(
    connections: Connections, description: str, service: str | None = None, limit: int = 3
) -> PastIncidents:
    """Find past incidents that are like what happens now, from the postmortems.

    Args:
        description: What happens, in words: "5xx after a deploy", "cache expired everywhere at once".
        service: Incidents of this service go first.
        limit: How many, 1 to 10.
    """
    limit = min(max(limit, 1), 10)
    question = (
        f"{service}: {description}" if service and service.lower() not in description.lower() else description
    )
    try:
        hits = await connections.library.search(
            question, k=2 * limit, filters=visible(connections, "incident"), per_page=1
        )
    except KnowledgeError as error:
        raise ToolError(str(error)) from error
    found = [_incident(hit, service) for hit in hits if hit.score >= LEAST_SCORE]
    found.sort(key=lambda incident: not incident.mentions_service)  # stable: alikeness decides within
    url = found[0].url if found else None
    return PastIncidents(description=description, incidents=found[:limit], url=url)


def _incident(hit: Hit, service: str | None) -> PastIncident:
    details = hit.details
    services = [str(name) for name in details.get("services", []) if isinstance(name, str)]
    minutes = details.get("duration_minutes")
    named = re.match(r"[A-Za-z]{2,10}-\d+", hit.path.rpartition("/")[2])
    searched = f"{hit.title} {hit.heading} {hit.text} {' '.join(services)}".lower()
    return PastIncident(
        id=str(details.get("id") or (named[0] if named else hit.path)),
        title=hit.title,
        date=hit.date,
        age_days=age_in_days(hit.date),
        severity=str(details["severity"]) if "severity" in details else None,
        services=services,
        cause=str(details["cause"]) if "cause" in details else None,
        duration_minutes=minutes if isinstance(minutes, int) else None,
        url=hit.url,
        path=hit.path,
        heading=hit.heading,
        passage=hit.text[:SUMMARY_CHARACTERS],
        score=hit.score,
        mentions_service=service is None or service.lower() in searched,
    )


def _incident_text(incident: PastIncident) -> str:
    age = f" ({incident.age_days} days ago)" if incident.age_days is not None else ""
    facts = [
        f"date: {incident.date}{age}",
        f"severity: {incident.severity}" if incident.severity else "",
        f"services: {', '.join(incident.services)}" if incident.services else "",
        f"lasted: {incident.duration_minutes} minutes" if incident.duration_minutes is not None else "",
        f"cause: {incident.cause}" if incident.cause else "",
        f"postmortem: {incident.url or incident.path}",
    ]
    head = f"## {incident.id}: {incident.title}"
    heading = f"From “{incident.heading}”:\n" if incident.heading else ""
    return "\n".join([head, *(fact for fact in facts if fact), "", heading + incident.passage])
