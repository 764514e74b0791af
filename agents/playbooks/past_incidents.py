"""Whether something like this happened before."""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from agents.case import Case
from agents.playbooks.playbook import Call, Draft, Outcome, Script, attempt, call, playbook, together, use
from agents.playbooks.wording import listed, moment
from knowledge.incidents import Sureness, words_of
from tools.documents import PastIncident, PastIncidents, find_past_incidents
from tools.metrics import list_alerts, service_errors
from tools.pipelines import Run, Status, list_deployments
from tools.toolbox import Cited

# Asks for a list, or for what an incident was: what happens now has nothing to do with it.
LISTED = re.compile(
    r"\b(?:incidents|outages|post-? ?mortems?|history|last (?:outage|incident|time)|go(?:es|ne)? down)\b",
    re.IGNORECASE,
)
CITED = re.compile(r"\[E\d+\]|^crew:")
ROLE = re.compile(r"^person:\s*")
# A deploy longer ago is hardly what set off what happens now.
RECENT = timedelta(hours=24)
# Errors that are worth a word: this share of the requests, and so many times last week's.
FAILING, WORSE = 0.002, 1.5
MOST_OTHERS, MOST_LISTED = 3, 10

LEADS = {
    Sureness.NAMED: "",
    Sureness.LIKELY: "Yes, most likely: ",
    Sureness.PERHAPS: "Perhaps: ",
    Sureness.WORDS: "Not sure, only the words are similar: ",
    Sureness.CIRCUMSTANCES: "Not in what you describe, only in its circumstances: ",
}
Looking: TypeAlias = Generator[list[Call[Any]], list[Outcome], None]


@dataclass(slots=True)
class _Known:
    """What is known of now: arguments for the search, and the same in cited words."""

    service: str | None
    alerts: list[str] | None = None
    changes: list[str] | None = None
    observed: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    looked: list[Outcome] = field(default_factory=list)


@playbook("incident-responder", "past_incidents")
def past_incidents(case: Case) -> Script:
    """Take what fires, was deployed and fails now; find incidents like it; say what is the same, what not."""
    known = _Known(case.names.service)
    text = _described(case)
    if case.names.incident is None and not LISTED.search(case.text):
        if case.names.service is not None:
            yield from _of_service(case, known, case.names.service)
        elif not words_of(text):
            yield from _firing(known)
    found = yield from use(
        find_past_incidents,
        description=text,
        service=known.service,
        alerts=known.alerts,
        changes=known.changes,
        observed=known.observed or None,
        limit=MOST_LISTED if LISTED.search(case.text) else MOST_OTHERS,
    )
    shown = [item for item in (*known.looked, found) if isinstance(item, Cited)]
    details = "\n\n".join(f"{item.content}\n\nFrom {item.result.source} [{item.id}]." for item in shown)
    return Draft(_text(case, found, known), details=details)


def _described(case: Case) -> str:
    """The ask; "have we seen this before?" is about what somebody wrote before it."""
    before = next((turn for turn in reversed(case.earlier) if not CITED.search(turn)), "")
    if not before or LISTED.search(case.text) or words_of(case.text, case.names.services):
        return case.text
    return f"{ROLE.sub('', before)}\n{case.text}"


def _of_service(case: Case, known: _Known, service: str) -> Looking:
    environment = case.names.environment or "production"
    alerts, deploys, errors = yield from together(
        call(list_alerts, service=service),
        call(list_deployments, service=service, environment=environment),
        call(service_errors, service=service, environment=environment),
    )
    known.looked = [alerts, deploys, errors]
    _take_alerts(known, alerts)
    if isinstance(deploys, Cited):
        recent = [run for run in deploys.result.deployments if _recent(run, case)]
        known.changes = [f"deploy of {run.version or run.name}" for run in recent[:1]]
        if recent:
            run = recent[0]
            known.told.append(
                f"{run.version or run.name} was deployed {moment(run.started_at)} [{deploys.id}]"
            )
    if isinstance(errors, Cited):
        ratio = errors.result.value("error ratio")
        if ratio.now is not None and ratio.now >= FAILING and (ratio.ratio is None or ratio.ratio >= WORSE):
            known.observed.append("5xx errors")
            known.told.append(f"{ratio.text()} [{errors.id}]")


def _firing(known: _Known) -> Looking:
    alerts = yield from attempt(list_alerts)
    known.looked = [alerts]
    _take_alerts(known, alerts)
    if isinstance(alerts, Cited):
        services = {alert.service for alert in alerts.result.active if alert.state == "firing"}
        known.service = services.pop() if len(services) == 1 else None


def _take_alerts(known: _Known, alerts: Outcome) -> None:
    if not isinstance(alerts, Cited):
        return
    firing = [alert for alert in alerts.result.active if alert.state == "firing"]
    known.alerts = list(dict.fromkeys(alert.name for alert in firing))
    known.observed += [alert.summary for alert in firing if alert.summary]
    if known.alerts:
        known.told.append(f"{', '.join(known.alerts)} fires [{alerts.id}]")


def _recent(run: Run, case: Case) -> bool:
    return run.status is Status.SUCCESS and timedelta() <= case.now - run.started_at <= RECENT


def _text(case: Case, found: Cited[PastIncidents], known: _Known) -> str:
    compared = f"Now: {'; '.join(known.told)}." if known.told else ""
    if not found.result.incidents:
        more = (
            ""
            if known.service or case.names.incident
            else " Name the service to compare more than the words."
        )
        lines = [f"**Nothing like it** in the postmortems [{found.id}].{more}", compared]
        return "\n\n".join(line for line in lines if line)
    best, *others = found.result.incidents
    if best.sureness is Sureness.NAMED and case.names.incident is None:
        told = [
            f"{one.id}: {one.title}, {_when(one)}: {one.cause or one.path}" for one in found.result.incidents
        ]
        return f"Incidents of {known.service} that are written up [{found.id}]:\n{listed(told, MOST_LISTED)}"
    lead = f"{LEADS[best.sureness]}**{best.id}: {best.title}**, {_when(best)} [{found.id}]."
    facts = "\n".join(f"- {fact} [{found.id}]" for fact in _facts(best))
    less = [item for item in others if item.sureness in (best.sureness, Sureness.LIKELY, Sureness.PERHAPS)]
    rest = ""
    if less:
        named = [f"{one.id}: {one.title}, {_when(one)}{_how_sure(one)}" for one in less]
        rest = f"Then [{found.id}]:\n{listed(named, MOST_OTHERS)}"
    return "\n\n".join(part for part in (lead, facts, compared, rest) if part)


def _facts(incident: PastIncident) -> list[str]:
    lasted = (
        f"; it lasted {incident.duration_minutes} minutes" if incident.duration_minutes is not None else ""
    )
    severity = f" ({incident.severity})" if incident.severity else ""
    fixed = f"“{incident.fix}”" if incident.fix else "the page does not say"
    facts = [
        f"Same: {', '.join(incident.same)}" if incident.same else "",
        f"Different: {'; '.join(incident.different)}" if incident.different else "",
        f"What fixed it: {fixed}",
        f"Cause: {incident.cause}{lasted}{severity}" if incident.cause else "",
        f"[Postmortem]({incident.url})" if incident.url else f"Postmortem: {incident.path}",
    ]
    return [fact for fact in facts if fact]


def _how_sure(incident: PastIncident) -> str:
    return "" if incident.sureness is Sureness.NAMED else f": {incident.sureness.value}"


def _when(incident: PastIncident) -> str:
    age = f" ({incident.age_days} days ago)" if incident.age_days is not None else ""
    return f"on {incident.date}{age}"
