"""Which version of which service went where, when, and by whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.company.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Deploy:
    """One deployment; `build` is the number of the deploy job's run (Jenkins) or None (GitHub Actions)."""

    service: str
    version: str
    environment: str
    at: datetime
    by: str
    build: int | None = None

    @property
    def tag(self) -> str:
        """The git tag of the version."""
        return f"v{self.version}"


def deploys(timeline: Timeline) -> tuple[Deploy, ...]:
    """All deployments of the last three weeks, oldest first."""
    return tuple(sorted((*_checkout(timeline), *_payments(timeline), *_storefront(timeline)), key=_moment))


def _moment(deploy: Deploy) -> datetime:
    return deploy.at


def _pair(service: str, version: str, by: str, build: int | None, at: datetime) -> tuple[Deploy, Deploy]:
    """A version goes to staging first and forty minutes later to production."""
    before = None if build is None else build - 1
    return (
        Deploy(service, version, "staging", at - timedelta(minutes=40), by, before),
        Deploy(service, version, "production", at, by, build),
    )


def _checkout(timeline: Timeline) -> tuple[Deploy, ...]:
    return (
        *_pair("checkout", "1.7.0", "priya", 88, timeline.workday(14, "13:20")),
        *_pair("checkout", "1.7.1", "jonas", 90, timeline.workday(9, "10:45")),
        *_pair("checkout", "1.7.2", "priya", 92, timeline.previous_deploy_at),
        *_pair("checkout", "1.7.3", "priya", 94, timeline.bad_deploy_at),
    )


def _payments(timeline: Timeline) -> tuple[Deploy, ...]:
    return (
        *_pair("payments", "2.3.0", "jonas", 60, timeline.workday(13, "14:10")),
        *_pair("payments", "2.3.1", "jonas", 62, timeline.workday(8, "11:30")),
        *_pair("payments", "2.4.0", "jonas", 64, timeline.workday(3, "13:50")),
    )


def _storefront(timeline: Timeline) -> tuple[Deploy, ...]:
    return (
        *_pair("storefront", "3.10.0", "maya", None, timeline.workday(12, "12:15")),
        *_pair("storefront", "3.11.0", "maya", None, timeline.workday(7, "09:50")),
        *_pair("storefront", "3.12.0", "priya", None, timeline.workday(3, "15:05")),
    )
