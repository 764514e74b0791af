"""Which documents somebody may see where they ask."""

from collections.abc import Iterable
from dataclasses import replace

from storage import Catalog, PersonEntry, ServiceEntry
from storage.knowledge import Filters
from tools.connections import Connections
from tools.gate.subject import Kind, Place, Subject

# Whoever reads along in these is meant to read what the channel's sources say.
IN_A_CHANNEL = frozenset({Place.CHANNEL, Place.SHARED, Place.SCHEDULE})


def visible(connections: Connections, kind: str | None = None) -> Filters:
    """What the call at hand may find: a call that says not for whom finds what is for everyone.

    Args:
        connections: of a call; the toolbox says for whom it is.
        kind: only `document` or only `incident`.
    """
    subject = connections.subject
    seen = Filters() if subject is None else audience(subject, connections.catalog)
    return replace(seen, kind=kind)


def audience(subject: Subject, catalog: Catalog) -> Filters:
    """What a person may find at a place. Whether they may look at all is the gate's to say.

    A channel's sources are found in that channel only. A project's are found by those who work on it, and
    in the channels of its services; not by guests, and not where another company reads along.
    """
    if subject.place is Place.CLI:
        return Filters(everything=True)
    channel = subject.channel if subject.place in IN_A_CHANNEL else None
    belongs = _is_of_the_project(subject, channel, catalog)
    return Filters(channel=channel, projects=(catalog.project,) if belongs else ())


def _is_of_the_project(subject: Subject, channel: str | None, catalog: Catalog) -> bool:
    if subject.place is Place.SHARED or subject.kind is Kind.GUEST:
        return False
    if channel is not None and any(service.channel == channel for service in catalog.services):
        return True
    # What is posted by a schedule is for its channel, whoever set it up.
    return subject.place is not Place.SCHEDULE and _works_on(subject, catalog.services, catalog)


def _works_on(subject: Subject, services: Iterable[ServiceEntry], catalog: Catalog) -> bool:
    person = catalog.person(subject.person)
    return any(
        (person is not None and _owns(person, service, catalog))
        or any(role.service is None or role.covers(service.name, role.environment) for role in subject.roles)
        for service in services
    )


def _owns(person: PersonEntry, service: ServiceEntry, catalog: Catalog) -> bool:
    if person.team is not None and person.team == service.team:
        return True
    return service.owner is not None and catalog.person(service.owner) == person
