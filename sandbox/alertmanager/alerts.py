"""Alerts and silences as Alertmanager keeps them."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sandbox.company import Company

# After this time without news an alert counts as resolved (Alertmanager's own default).
_RESOLVE_AFTER: Final = timedelta(minutes=5)
_FILTER: Final = re.compile(r'\s*(?P<name>[a-zA-Z_]\w*)\s*(?P<op>=~|!~|!=|=)\s*"?(?P<value>[^"]*)"?\s*')
_FNV_OFFSET, _FNV_PRIME = 14_695_981_039_346_656_037, 1_099_511_628_211


@dataclass(slots=True)
class Alert:
    """An alert with its labels."""

    labels: dict[str, str]
    annotations: dict[str, str]
    starts_at: datetime
    ends_at: datetime
    updated_at: datetime
    generator_url: str = ""

    @property
    def fingerprint(self) -> str:
        """The alert's id: FNV-1a over its sorted labels, as Prometheus's `model.LabelSet` computes it."""
        value = _FNV_OFFSET
        for name, text in sorted(self.labels.items()):
            for byte in (*name.encode(), 255, *text.encode(), 255):
                value = (value ^ byte) * _FNV_PRIME % 2**64
        return f"{value:016x}"


@dataclass(frozen=True, slots=True)
class Matcher:
    """A condition on a label, in a silence or a filter."""

    name: str
    value: str
    is_regex: bool
    is_equal: bool

    @classmethod
    def parse(cls, text: str) -> "Matcher":
        """Read `name="value"` with `=`, `!=`, `=~` or `!~`; ValueError when it is none of them."""
        match = _FILTER.fullmatch(text)
        if match is None:
            raise ValueError(f"bad matcher format: {text}")
        return cls(match["name"], match["value"], "~" in match["op"], not match["op"].startswith("!"))

    def accepts(self, labels: Mapping[str, str]) -> bool:
        """Whether an alert with these labels is meant."""
        actual = labels.get(self.name, "")
        same = re.fullmatch(self.value, actual) is not None if self.is_regex else actual == self.value
        return same == self.is_equal


@dataclass(slots=True)
class Silence:
    """Alerts that match are not told about for a while."""

    id: str
    matchers: tuple[Matcher, ...]
    starts_at: datetime
    ends_at: datetime
    updated_at: datetime
    created_by: str
    comment: str

    def state(self, now: datetime) -> str:
        """Whether it is pending, active or expired."""
        if now >= self.ends_at:
            return "expired"
        return "active" if now >= self.starts_at else "pending"


@dataclass
class Board:
    """All alerts and silences.

    Args:
        company: whose firing alerts it knows from the start.
        handbook: the address under which the handbook's files can be opened.
    """

    company: Company
    handbook: str
    alerts: dict[str, Alert] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = datetime.now(UTC)
        labels = {
            "alertname": "CheckoutHighLatency", "environment": "production", "service": "checkout",
            "severity": "page", "team": "checkout",
        }  # fmt: skip
        annotations = {
            "summary": "p95 of checkout is above 500 ms",
            "runbook_url": f"{self.handbook}/runbooks/CheckoutHighLatency.md",
        }
        started = self.company.timeline.alert_fired_at
        self.put(Alert(labels, annotations, started, now + timedelta(days=1), now))

    def put(self, alert: Alert) -> None:
        """Take an alert in; one that is known keeps the time at which it began."""
        known = self.alerts.get(alert.fingerprint)
        if known is not None and known.ends_at > alert.starts_at:
            alert.starts_at = min(known.starts_at, alert.starts_at)
        self.alerts[alert.fingerprint] = alert

    def receive(self, body: dict[str, Any]) -> None:
        """Take in an alert as it is posted.

        Raises:
            ValueError: it has no labels, or its times cannot be read.
        """
        now = datetime.now(UTC)
        labels = {str(k): str(v) for k, v in dict(body.get("labels") or {}).items() if v}
        if not labels:
            raise ValueError("at least one label pair required")
        starts = _time(body.get("startsAt")) or now
        ends = _time(body.get("endsAt")) or now + _RESOLVE_AFTER
        if ends < starts:
            raise ValueError("start time must be before end time")
        annotations = {str(k): str(v) for k, v in dict(body.get("annotations") or {}).items() if v}
        self.put(Alert(labels, annotations, starts, ends, now, str(body.get("generatorURL") or "")))

    def active(self) -> list[Alert]:
        """The alerts that are not resolved."""
        now = datetime.now(UTC)
        return [alert for alert in self.alerts.values() if alert.ends_at > now]

    def silenced_by(self, alert: Alert) -> list[str]:
        """The active silences that match an alert."""
        now = datetime.now(UTC)
        return [
            silence.id
            for silence in self.silences.values()
            if silence.state(now) == "active" and all(m.accepts(alert.labels) for m in silence.matchers)
        ]

    def silence(self, body: dict[str, Any]) -> str:
        """Set a silence and return its id.

        Raises:
            ValueError: something is missing or wrong in it.
        """
        now = datetime.now(UTC)
        starts, ends = _time(body.get("startsAt")), _time(body.get("endsAt"))
        if starts is None or ends is None or not body.get("matchers"):
            raise ValueError("a silence needs matchers, startsAt and endsAt")
        if ends <= max(starts, now):
            raise ValueError("Failed to create silence: end time can't be in the past")
        matchers = tuple(
            Matcher(str(m["name"]), str(m["value"]), bool(m.get("isRegex")), bool(m.get("isEqual", True)))
            for m in body["matchers"]
        )
        identity = str(body.get("id") or uuid.uuid4())
        self.silences[identity] = Silence(
            identity,
            matchers,
            starts,
            ends,
            now,
            str(body.get("createdBy", "")),
            str(body.get("comment", "")),
        )
        return identity


def _time(value: object) -> datetime | None:
    if not value:
        return None
    moment = datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value} has no time zone")
    # Go's zero time means "not set".
    return None if moment.year == 1 else moment
