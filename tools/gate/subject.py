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


class Kind(StrEnum):
    """What somebody is."""

    PERSON = "person"
    GUEST = "guest"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks, where, and the roles that they hold: a person, never Quarterdeck itself."""

    person: str
    ask_id: UUID
    channel: str | None = None
    place: Place = Place.CHANNEL
    kind: Kind = Kind.PERSON
    roles: tuple[HeldRole, ...] = ()
