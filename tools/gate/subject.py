"""On whose behalf a call is made."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from storage.roles import HeldRole


class Place(StrEnum):
    """Where somebody asks."""

    CHANNEL = "channel"
    DM = "dm"
    SHARED = "shared"
    SCHEDULE = "schedule"
    CLI = "cli"
    PULL_REQUEST = "pull_request"


class Kind(StrEnum):
    """What somebody is."""

    PERSON = "person"
    GUEST = "guest"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class PullRequestPlace:
    """The pull request in which somebody asks, or at which something has happened."""

    repository: str
    number: int


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks, where, and the roles that they hold: a person, never Quarterdeck itself."""

    person: str
    ask_id: UUID
    channel: str | None = None
    place: Place = Place.CHANNEL
    kind: Kind = Kind.PERSON
    roles: tuple[HeldRole, ...] = ()
    pull_request: PullRequestPlace | None = None
