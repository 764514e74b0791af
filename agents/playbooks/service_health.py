"""How a service is doing."""

import re

from agents.case import Case
from agents.playbooks.playbook import Draft, Outcome, Script, attempt, call, playbook, together, use
from agents.playbooks.wording import moment, no_such_service
from agents.routing.strangers import Stranger
from tools.metrics import (
    Alerts,
    Compared,
    ErrorBudget,
    ServiceErrors,
    ServiceLatency,
    chart,
    error_budget,
    list_alerts,
    service_errors,
    service_latency,
)
from tools.pipelines import Deployments, list_deployments
from tools.toolbox import Cited

# A tenth more than last week is within what a week changes by itself.
NOTABLE = 1.1
WORSE = 1.5
BUDGET = re.compile(r"\berror[- ]?budget", re.IGNORECASE)


@playbook("incident-responder", "service_health")
def service_health(case: Case) -> Script:
    """Compare p95 and errors with the same time last week, draw it, look for alerts and deploys before."""
    service = case.names.service
    if service is None or case.stranger is not None:
        return (yield from _everything(case.stranger))
    if BUDGET.search(case.text):
        return (yield from _budget(service))
    environment = case.names.environment or "production"
    latency, errors, alerts, drawn = yield from together(
        call(service_latency, service=service, environment=environment),
        call(service_errors, service=service, environment=environment),
        call(list_alerts, service=service),
        call(chart, service=service, environment=environment),
    )
    if not isinstance(latency, Cited) and not isinstance(errors, Cited):
        raise latency
    deploys = yield from attempt(list_deployments, service=service, environment=environment)
    lines = [_lead(service, latency, errors), *_measures(latency, errors)]
    lines += _causes(latency, errors, deploys)
    if isinstance(alerts, Cited):
        lines.append(_alerts(alerts))
    if isinstance(drawn, Cited):
        lines.append(f"The last day and the week before as a chart: [{drawn.id}]")
    shown = [item for item in (latency, errors, alerts, deploys) if isinstance(item, Cited)]
    details = "\n\n".join(f"{item.content}\n\nFrom {item.result.source} [{item.id}]." for item in shown)
    return Draft("\n\n".join(lines), details=details)


def _budget(service: str) -> Script:
    spent = yield from use(error_budget, service=service)
    result: ErrorBudget = spent.result
    rule = f" When it is spent: {result.when_spent}" if result.exhausted and result.when_spent else ""
    left = "spent" if result.exhausted else "not spent"
    return Draft(
        f"**The error budget of {service} is {left}.** {spent.title} [{spent.id}].{rule}",
        details=f"{spent.content}\n\nFrom {result.source} [{spent.id}].",
    )


def _everything(stranger: Stranger | None) -> Script:
    alerts = yield from use(list_alerts)
    lead = "" if stranger is None else f"{no_such_service(stranger)}\n\nOf all services: "
    services = [alert.service for alert in alerts.result.active if alert.service]
    example = f", such as “how is {services[0]} doing?”" if services else ""
    return Draft(
        f"{lead}{_alerts(alerts)}\n\nName a service to see how fast it is and how often it fails{example}.",
        details=f"{alerts.content}\n\nFrom Prometheus and Alertmanager [{alerts.id}].",
    )


def _lead(service: str, latency: Outcome, errors: Outcome) -> str:
    ratios = [_ratio(latency, "p95"), _ratio(errors, "error ratio")]
    worst = max((ratio for ratio in ratios if ratio is not None), default=None)
    ids = "".join(f"[{item.id}]" for item in (latency, errors) if isinstance(item, Cited))
    if worst is None:
        return f"**There is nothing to compare {service} with yet** {ids}."
    if worst >= WORSE:
        slow = (ratios[0] or 0) >= WORSE
        failing = (ratios[1] or 0) >= WORSE
        what = (
            "slower and failing more often"
            if slow and failing
            else "slower"
            if slow
            else "failing more often"
        )
        return f"**{service} is {what}** than at the same time last week {ids}."
    if worst >= NOTABLE:
        return f"**{service} is a little worse** than at the same time last week {ids}."
    return f"**{service} is as usual**, compared with the same time last week {ids}."


def _ratio(outcome: Outcome, name: str) -> float | None:
    if not isinstance(outcome, Cited):
        return None
    result: ServiceLatency | ServiceErrors = outcome.result
    ratio: float | None = result.value(name).ratio
    return ratio


def _measures(latency: Outcome, errors: Outcome) -> list[str]:
    lines = []
    for outcome, name in ((latency, "p95"), (errors, "error ratio")):
        if isinstance(outcome, Cited):
            value: Compared = outcome.result.value(name)
            lines.append(f"- {value.text()} [{outcome.id}]")
        else:
            lines.append(f"- {name}: not known. {outcome}")
    return ["\n".join(lines)]


def _causes(latency: Outcome, errors: Outcome, deploys: Outcome) -> list[str]:
    """A deploy shortly before the change is a hypothesis, and is called one."""
    changed = [
        item.result.changed_at
        for item in (latency, errors)
        if isinstance(item, Cited) and item.result.changed_at is not None
    ]
    if not changed or not isinstance(deploys, Cited):
        return []
    began = min(changed)
    shown: Deployments = deploys.result
    before = [run for run in shown.deployments if run.started_at <= began]
    if not before or (began - before[0].started_at).total_seconds() > 6 * 3600:
        return [f"It began about {moment(began)}; no deploy came shortly before [{deploys.id}]."]
    run = before[0]
    ids = "".join(f"[{item.id}]" for item in (latency, deploys) if isinstance(item, Cited))
    return [
        f"Possible cause: {run.version or run.name} was deployed by {run.by or 'unknown'} on "
        f"{moment(run.started_at)}, shortly before it began (about {moment(began)}) {ids}. "
        "Only the timing points to it: its commits would have to confirm it."
    ]


def _alerts(alerts: Cited[Alerts]) -> str:
    firing = [alert for alert in alerts.result.active if alert.state == "firing"]
    if not firing:
        return f"No alert is firing [{alerts.id}]."
    names = ", ".join(
        f"**{alert.name}** since {moment(alert.since)}"
        + (f" ([runbook]({alert.runbook}))" if alert.runbook else "")
        for alert in firing
    )
    return f"Firing: {names} [{alerts.id}]."
