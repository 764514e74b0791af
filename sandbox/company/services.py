"""What Larkfield runs: services, their repositories, Jenkins jobs and environments."""

from dataclasses import dataclass
from typing import Final, Literal

ENVIRONMENTS: Final = ("production", "staging")

BUILD_STAGES: Final = ("Checkout", "Lint", "Test", "Package")
DEPLOY_STAGES: Final = ("Fetch", "Deploy", "Smoke test")


@dataclass(frozen=True, slots=True)
class Job:
    """A Jenkins job."""

    name: str
    service: str
    kind: Literal["build", "deploy"]

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of the pipeline's stages, in order."""
        return BUILD_STAGES if self.kind == "build" else DEPLOY_STAGES

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters that a run takes."""
        return ("VERSION", "ENVIRONMENT") if self.kind == "deploy" else ()


@dataclass(frozen=True, slots=True)
class Service:
    """A service; `owner` is a handle, `team` a GitHub team's slug, `channel` a channel's name."""

    name: str
    language: str
    owner: str
    team: str
    channel: str
    description: str
    ci: Literal["jenkins", "github"]
    jobs: tuple[Job, ...] = ()
    workflows: tuple[str, ...] = ()
    replicas: int = 2

    @property
    def repository(self) -> str:
        """The full GitHub name, `larkfield/<name>`."""
        return f"larkfield/{self.name}"


def _jobs(service: str, *kinds: Literal["build", "deploy"]) -> tuple[Job, ...]:
    return tuple(Job(f"{service}-{kind}", service, kind) for kind in kinds)


SERVICES: Final = (
    Service(
        "storefront", "TypeScript", "maya", "storefront", "general", "The web shop that customers see",
        "github", workflows=("CI", "Deploy"), replicas=3,
    ),
    Service(
        "checkout", "Python", "priya", "checkout", "checkout", "Baskets, prices and orders",
        "jenkins", jobs=_jobs("checkout", "build", "deploy"), replicas=3,
    ),
    Service(
        "payments", "Python", "jonas", "payments", "payments", "Charges and refunds through the gateway",
        "jenkins", jobs=_jobs("payments", "build", "deploy"),
    ),
    Service(
        "inventory", "Go", "tom", "platform", "platform", "What is in stock, and where",
        "github", jobs=_jobs("inventory", "build"), workflows=("CI",),
    ),
    Service(
        "notifications", "Python", "tom", "platform", "platform", "E-mails and text messages to customers",
        "jenkins", jobs=_jobs("notifications", "build"),
    ),
)  # fmt: skip

REPOSITORIES: Final = (*(service.name for service in SERVICES), "handbook")

JOBS: Final = tuple(job for service in SERVICES for job in service.jobs)


def service(name: str) -> Service:
    """Find a service by name; KeyError when there is none."""
    for one in SERVICES:
        if one.name == name:
            return one
    raise KeyError(name)


def job(name: str) -> Job:
    """Find a Jenkins job by name; KeyError when there is none."""
    for one in JOBS:
        if one.name == name:
            return one
    raise KeyError(name)
