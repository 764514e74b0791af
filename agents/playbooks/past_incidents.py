"""Whether something like this happened before."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from tools.documents import PastIncident, PastIncidents, find_past_incidents
from tools.toolbox import Cited


@playbook("incident-responder", "past_incidents")
def past_incidents(case: Case) -> Script:
    """Search the postmortems for the symptoms, prefer the same service, quote what caused and mended it."""
    found = yield from use(find_past_incidents, description=case.text, service=case.names.service)
    if not found.result.incidents:
        return Draft(f"Not in the postmortems: I found no incident like this [{found.id}].")
    return Draft(_text(found), details=f"{found.content}\n\nFrom the postmortems [{found.id}].")


def _text(found: Cited[PastIncidents]) -> str:
    best, *others = found.result.incidents
    facts = [
        fact
        for fact in (
            f"cause: {best.cause}" if best.cause else "",
            f"it lasted {best.duration_minutes} minutes" if best.duration_minutes is not None else "",
            best.severity or "",
        )
        if fact
    ]
    lines = [f"Yes, most likely **{best.id}: {best.title}**, {_when(best)} [{found.id}]."]
    if facts:
        lines.append(f"{'; '.join(facts).capitalize()} [{found.id}].")
    if others:
        listed = "\n".join(f"- {item.id}: {item.title}, {_when(item)}" for item in others)
        lines.append(f"Less alike [{found.id}]:\n{listed}")
    return "\n\n".join(lines)


def _when(incident: PastIncident) -> str:
    age = f" ({incident.age_days} days ago)" if incident.age_days is not None else ""
    return f"on {incident.date}{age}"
