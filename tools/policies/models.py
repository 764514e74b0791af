"""The typed part of a policy: the YAML front matter of its page."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _in_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


Moment = Annotated[AwareDatetime, BeforeValidator(_in_utc)]


def _weekly_moment(value: str) -> str:
    if re.fullmatch(rf"({'|'.join(WEEKDAYS)}) ([01]?\d|2[0-3]):[0-5]\d", value.lower()) is None:
        raise ValueError(f"{value!r} is not a weekday and a time such as 'friday 15:00'")
    return value.lower()


WeeklyMoment = Annotated[str, AfterValidator(_weekly_moment)]


class _Freeze(_Strict):
    name: str
    environments: tuple[str, ...] = ("production",)
    services: Literal["all"] | tuple[str, ...] = "all"
    approver: str | None = None

    def concerns(self, service: str | None, environment: str) -> bool:
        """Whether it is about this service in this environment; None, a service unknown, may be any."""
        services = None if self.services == "all" else {name.lower() for name in self.services}
        names = {name.lower() for name in self.environments}
        return environment.lower() in names and (
            services is None or service is None or service.lower() in services
        )


class FreezeWindow(_Freeze):
    """No changes from one moment to another (UTC)."""

    starts: Moment
    ends: Moment

    @model_validator(mode="after")
    def _in_order(self) -> "FreezeWindow":
        if self.ends <= self.starts:
            raise ValueError(f"{self.name} ends before it starts")
        return self

    def span(self, at: datetime) -> tuple[datetime, datetime]:
        """When it is on."""
        return self.starts, self.ends


class WeeklyFreeze(_Freeze):
    """No changes from one time of the week to another (UTC)."""

    start: WeeklyMoment = Field(alias="from")
    until: WeeklyMoment

    def span(self, at: datetime) -> tuple[datetime, datetime]:
        """The one that is on at a moment, or else the next one."""
        start = _in_week(self.start, at)
        length = (_in_week(self.until, start) - start) % timedelta(days=7) or timedelta(days=7)
        start -= timedelta(days=7)
        while start + length <= at:
            start += timedelta(days=7)
        return start, start + length


def _in_week(moment: str, at: datetime) -> datetime:
    day, _, clock = moment.partition(" ")
    monday = at.astimezone(UTC).date() - timedelta(days=at.astimezone(UTC).weekday())
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime.combine(monday + timedelta(days=WEEKDAYS.index(day)), time(hour, minute), UTC)


class Policy(_Strict):
    """What every policy has."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    kind: str = "text"
    title: str | None = None
    owner: str | None = None


class ChangeFreezePolicy(Policy):
    """When production is not to be changed."""

    kind: Literal["change-freeze"]
    windows: tuple[FreezeWindow, ...] = ()
    weekly: tuple[WeeklyFreeze, ...] = ()
    allowed: tuple[str, ...] = ()
    release_manager: str | None = None


class ReviewRule(_Strict):
    """How many must approve: in all, and of them code owners."""

    reviewers: int = Field(ge=0)
    code_owners: int = Field(default=0, ge=0)


class PathRule(_Strict):
    """Teams that must look at changes of certain paths."""

    paths: tuple[str, ...]
    teams: tuple[str, ...]


class ReviewPolicy(Policy):
    """Who must review what."""

    kind: Literal["reviews"]
    default: ReviewRule
    repositories: dict[str, ReviewRule] = Field(default_factory=dict)
    rules: tuple[PathRule, ...] = ()


class SeverityLevel(_Strict):
    """What a severity means and how fast to act."""

    means: str
    respond_minutes: int = Field(gt=0)
    update_minutes: int = Field(gt=0)
    postmortem: Literal["required", "optional"] = "optional"
    page: tuple[str, ...] = ()


class SeverityPolicy(Policy):
    """The severities of incidents, worst first."""

    kind: Literal["severity"]
    levels: dict[str, SeverityLevel]


class SecurityPolicy(Policy):
    """How fast holes are mended and secrets rotated."""

    kind: Literal["security"]
    fix_days: dict[Literal["critical", "high", "medium", "low"], int]
    rotate_secrets_hours: int | None = None


class Objective(_Strict):
    """Availability that a service promises, in percent of requests over a number of days."""

    service: str
    environment: str = "production"
    availability: float = Field(gt=0, lt=100)
    window_days: int = Field(gt=0)


class ErrorBudgetPolicy(Policy):
    """What services promise, and what happens when they spent their budget."""

    kind: Literal["error-budget"]
    objectives: tuple[Objective, ...]
    when_spent: str | None = None


KINDS: dict[str, type[Policy]] = {
    "change-freeze": ChangeFreezePolicy,
    "reviews": ReviewPolicy,
    "severity": SeverityPolicy,
    "security": SecurityPolicy,
    "error-budget": ErrorBudgetPolicy,
}
