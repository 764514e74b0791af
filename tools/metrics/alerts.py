"""Which alerts are active, which were, and by which rules."""

import asyncio
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, Field

from tools.connections import Connections
from tools.findings import Finding, Severity
from tools.metrics.alertmanager import NotifiedAlert
from tools.metrics.prometheus import ActiveAlert, Rule, Series
from tools.metrics.sources import quoted
from tools.metrics.units import number
from tools.periods import moment, parse_since, span
from tools.resource import METRICS
from tools.tool import Effect, ToolError, ToolResult, tool

_SEVERITIES = {
    "critical": Severity.CRITICAL, "page": Severity.CRITICAL, "error": Severity.HIGH,
    "warning": Severity.MEDIUM, "info": Severity.INFO,
}  # fmt: skip
# Prometheus answers with 11,000 points at most.
_MOST_POINTS = 10_000
_HIDDEN = ("alertname", "alertstate", "__name__")


class AlertState(BaseModel):
    """An alert as Prometheus and Alertmanager know it together; `state` is firing, pending or suppressed."""

    name: str
    state: str
    severity: str | None
    service: str | None
    since: datetime
    value: float | None = None
    summary: str = ""
    description: str = ""
    runbook: str | None = None
    labels: dict[str, str]
    silenced: bool = False
    receivers: list[str] = []


class PastAlert(BaseModel):
    """A time in which an alert fired; `ended` is None while it still does."""

    name: str
    labels: dict[str, str]
    started: datetime
    ended: datetime | None


class Alerts(ToolResult):
    """Active alerts, the worst first; `past` only when asked for. `problems` says who could not be asked."""

    source: str = "prometheus"
    at: datetime
    active: list[AlertState]
    past: list[PastAlert] | None = None
    problems: list[str] = Field(default_factory=list)

    def title(self) -> str:
        """What fires."""
        firing = [alert.name for alert in self.active if alert.state == "firing"]
        told = f"{len(firing)} firing: {', '.join(firing)}" if firing else "No alert is firing"
        return f"{told}; {len(self.active) - len(firing)} pending or silenced"

    def content(self) -> str:
        """One paragraph an alert."""
        parts = [f"{self.title()} ({moment(self.at)}).", *(self._told(alert) for alert in self.active)]
        if self.past is not None:
            parts.append(f"Times in which alerts fired ({len(self.past)}):")
            parts += [_past_line(one) for one in self.past]
        return "\n".join([*parts, *(f"Not complete: {problem}" for problem in self.problems)])

    def _told(self, alert: AlertState) -> str:
        since = f"{alert.state} since {moment(alert.since)} ({span(self.at - alert.since)})"
        lines = [f"- {alert.name} [{alert.severity or 'no severity'}] {since}: {alert.summary}"]
        if alert.description:
            lines.append(f"  {alert.description}")
        if alert.value is not None:
            lines.append(f"  value {number(alert.value)}")
        shown = ", ".join(f"{name}={value}" for name, value in alert.labels.items() if name not in _HIDDEN)
        lines.append(f"  {shown}")
        if alert.runbook:
            lines.append(f"  runbook: {alert.runbook}")
        if alert.receivers:
            lines.append(f"  goes to: {', '.join(alert.receivers)}{', silenced' if alert.silenced else ''}")
        return "\n".join(lines)

    def found(self) -> list[Finding]:
        """Each firing alert as a finding."""
        return [
            Finding(
                title=f"{alert.name}: {alert.summary}" if alert.summary else alert.name,
                severity=_SEVERITIES.get(alert.severity or "", Severity.MEDIUM),
                rule=alert.name, why=alert.description, suggestion=alert.runbook, analyser="prometheus",
                url=self.url,
            )
            for alert in self.active
            if alert.state == "firing"
        ]  # fmt: skip


class Rules(ToolResult):
    """The rules of Prometheus."""

    source: str = "prometheus"
    rules: list[Rule]

    def title(self) -> str:
        """How many there are, and how many fire."""
        firing = sum(rule.state == "firing" for rule in self.rules)
        return f"{len(self.rules)} rules, {firing} firing"

    def content(self) -> str:
        """One line a rule."""
        return "\n".join([f"{self.title()}.", *(_rule_line(rule) for rule in self.rules)])


@tool(Effect.READ, METRICS)
async def list_alerts(
    connections: Connections, service: str | None = None, since: str | None = None
) -> Alerts:
    """List the alerts that are firing, pending or silenced, since when, and with which runbook.

    Args:
        service: Only alerts about this service.
        since: Also tell which alerts fired from this time on: ISO 8601, or words such as "yesterday" or "7d".
    """
    now = datetime.now(UTC)
    start = parse_since(since, now) if since else None
    prometheus, notified = await asyncio.gather(
        connections.prometheus.alerts(), _notified(connections), return_exceptions=True
    )
    problems = [str(error) for error in (prometheus, notified) if isinstance(error, ToolError)]
    for error in (prometheus, notified):
        if isinstance(error, BaseException) and (not isinstance(error, ToolError) or len(problems) == 2):
            raise error
    active = joined(
        prometheus if isinstance(prometheus, list) else [], notified if isinstance(notified, list) else []
    )
    chosen = [alert for alert in active if service is None or _concerns(alert.labels, service)]
    past = await _past(connections, service, start, now) if start else None
    return Alerts(url=connections.prometheus.alerts_page, at=now, active=chosen, past=past, problems=problems)


@tool(Effect.READ, METRICS)
async def list_rules(connections: Connections, name: str | None = None) -> Rules:
    """List the alerting and recording rules with their expressions and states.

    Args:
        name: Only rules whose name or expression contains this.
    """
    rules = await connections.prometheus.rules()
    wanted = (name or "").lower()
    chosen = [rule for rule in rules if wanted in rule.name.lower() or wanted in rule.query.lower()]
    return Rules(url=connections.prometheus.rules_page, rules=chosen)


async def _notified(connections: Connections) -> list[NotifiedAlert]:
    """What Alertmanager has; nothing where there is no Alertmanager."""
    if connections.settings.alertmanager_url is None:
        return []
    return await connections.alertmanager.alerts()


def joined(prometheus: list[ActiveAlert], notified: list[NotifiedAlert]) -> list[AlertState]:
    """One entry for each set of labels, the worst first."""
    states = {frozenset(one.labels.items()): _of_prometheus(one) for one in prometheus}
    for told in notified:
        key = frozenset(told.labels.items())
        known = states.get(key) or _of_alertmanager(told)
        # Alertmanager hears of an alert when it fires; Prometheus counts from when the condition held, and
        # calls it pending for a moment after a restart.
        state = "suppressed" if told.silenced_by else "firing"
        news = {"state": state, "since": told.starts_at, "receivers": told.receivers}
        states[key] = known.model_copy(update={**news, "silenced": bool(told.silenced_by)})
    order = {"firing": 0, "suppressed": 1, "pending": 2}
    ranks = {severity: rank for rank, severity in enumerate(_SEVERITIES)}
    return sorted(
        states.values(), key=lambda a: (order.get(a.state, 3), ranks.get(a.severity or "", 9), a.since)
    )


def _state(labels: dict[str, str], annotations: dict[str, str], state: str, since: datetime) -> AlertState:
    return AlertState(
        name=labels.get("alertname", "unnamed"), state=state, severity=labels.get("severity"),
        service=labels.get("service") or labels.get("job"), since=since,
        summary=annotations.get("summary", ""), description=annotations.get("description", ""),
        runbook=annotations.get("runbook_url") or annotations.get("runbook"), labels=labels,
    )  # fmt: skip


def _of_prometheus(alert: ActiveAlert) -> AlertState:
    state = _state(alert.labels, alert.annotations, alert.state, alert.active_at)
    return state.model_copy(update={"value": alert.value})


def _of_alertmanager(alert: NotifiedAlert) -> AlertState:
    return _state(alert.labels, alert.annotations, "firing", alert.starts_at)


def _concerns(labels: dict[str, str], service: str) -> bool:
    return service.lower() in (labels.get("service", "").lower(), labels.get("job", "").lower())


async def _past(
    connections: Connections, service: str | None, start: datetime, now: datetime
) -> list[PastAlert]:
    """Times in which alerts fired, from the `ALERTS` series that Prometheus writes."""
    about = f", service={quoted(service)}" if service else ""
    step = max((now - start) / _MOST_POINTS, timedelta(minutes=1))
    found = await connections.prometheus.query_range(
        f'ALERTS{{alertstate="firing"{about}}}', start, now, step
    )
    past = [one for series in found for one in _stretches(series, step, now)]
    return sorted(past, key=lambda one: one.started, reverse=True)


def _stretches(series: Series, step: timedelta, now: datetime) -> list[PastAlert]:
    """Join the points of an alert that follow each other."""
    stretches: list[tuple[float, float]] = []
    for at, _ in series.points:
        if stretches and at - stretches[-1][1] <= step.total_seconds() * 1.5:
            stretches[-1] = (stretches[-1][0], at)
        else:
            stretches.append((at, at))
    labels = {name: value for name, value in series.labels.items() if name not in _HIDDEN}
    recent = now.timestamp() - 2 * step.total_seconds()
    return [
        PastAlert(
            name=series.labels.get("alertname", "unnamed"), labels=labels,
            started=datetime.fromtimestamp(first, UTC),
            ended=None if last >= recent else datetime.fromtimestamp(last, UTC),
        )
        for first, last in stretches
    ]  # fmt: skip


def _past_line(alert: PastAlert) -> str:
    if alert.ended is None:
        return f"- {alert.name} since about {moment(alert.started)}, still firing"
    return f"- {alert.name} from about {moment(alert.started)} for {span(alert.ended - alert.started)}"


def _rule_line(rule: Rule) -> str:
    hold = f", for {span(timedelta(seconds=rule.hold_seconds))}" if rule.hold_seconds else ""
    return f"- {rule.name} ({rule.group}, {rule.kind}, {rule.state or 'no state'}{hold}): {rule.query}"
