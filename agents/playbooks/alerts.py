"""Which alerts fire."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, playbook, use
from agents.playbooks.wording import listed, moment, no_such_service, plural
from tools.metrics import list_alerts

MOST_SHOWN = 6


@playbook("incident-responder", "alerts")
def alerts(case: Case) -> Script:
    """List what fires, the worst first, with its summary and runbook."""
    service = None if case.stranger is not None else case.names.service
    found = yield from use(list_alerts, service=service)
    active = found.result.active
    problems = "".join(f"\n\n:warning: {problem}" for problem in found.result.problems)
    of = f" for {service}" if service else ""
    known = "" if case.stranger is None else f"{no_such_service(case.stranger)}\n\nOf all services: "
    if not active:
        return Draft(f"{known}**No alert is active**{of} [{found.id}].{problems}")
    firing = sum(alert.state == "firing" for alert in active)
    lines = [
        f"**{alert.name}** ({alert.severity or 'no severity'}, {alert.state}) since {moment(alert.since)}: "
        f"{alert.summary}" + (f" – [runbook]({alert.runbook})" if alert.runbook else "")
        for alert in active
    ]
    waiting = f", {len(active) - firing} pending or silenced" if firing < len(active) else ""
    lead = f"**{plural(firing, 'alert')} firing**{of}{waiting} [{found.id}]:"
    return Draft(
        f"{known}{lead}\n{listed(lines, MOST_SHOWN)}{problems}",
        details=f"{found.content}\n\nFrom Prometheus and Alertmanager [{found.id}].",
    )
