"""Makes subjects of those who ask, with the roles that they hold now."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from storage import RoleStore
from storage.models import Ask
from tools.gate.subject import Kind, Place, PullRequestPlace, Subject

# What the edge writes into an ask's context, where it knows better than the channel's id tells.
PLACE = "place"
KIND = "kind"
GROUPS = "groups"
PULL_REQUEST = "pull_request"

# An ask's source, where it is no Slack channel.
PLACES = {"console": Place.CLI, "cli": Place.CLI, "schedule": Place.SCHEDULE}

E = TypeVar("E", bound=StrEnum)


class Subjects:
    """Looks the roles up at every run: a role that was taken away counts no more."""

    def __init__(self, roles: RoleStore) -> None:
        self._roles = roles

    async def asker(self, ask: Ask) -> Subject:
        """Who asked."""
        place = _known(Place, ask.context.get(PLACE), Place.SHARED) or _place(ask.source, ask.channel)
        kind = _known(Kind, ask.context.get(KIND), Kind.GUEST) or Kind.PERSON
        subject = await self.of(ask.asker, ask.id, ask.channel, place, kind, ask.context.get(GROUPS) or ())
        return replace(subject, pull_request=_pull_request(ask.context.get(PULL_REQUEST), place))

    async def of(
        self,
        person: str,
        ask_id: UUID,
        channel: str | None = None,
        place: Place = Place.CHANNEL,
        kind: Kind = Kind.PERSON,
        groups: Iterable[str] = (),
    ) -> Subject:
        """Somebody by their Slack id, such as one who gives leave for an ask."""
        roles = await self._roles.roles_of(person, [str(group) for group in groups])
        return Subject(person, ask_id, channel, place, kind, roles)


def _place(source: str, channel: str | None) -> Place:
    if source in PLACES:
        return PLACES[source]
    # Slack's ids: D… is a direct message; U… the person with whom one is yet to be opened.
    return Place.DM if channel and channel[0] in "DUW" else Place.CHANNEL


def _pull_request(value: Any, place: Place) -> PullRequestPlace | None:
    """The pull request where the ask came from, as the edge has written it down."""
    if place is not Place.PULL_REQUEST or not isinstance(value, dict):
        return None
    repository, number = value.get("repository"), value.get("number")
    whole = isinstance(repository, str) and isinstance(number, int)
    return PullRequestPlace(str(repository), int(number or 0)) if whole else None


def _known(kind: type[E], value: Any, careful: E) -> E | None:
    """The value, if there is one; what nobody knows is taken for what may do least."""
    if value is None:
        return None
    return kind(value) if value in set(kind) else careful
