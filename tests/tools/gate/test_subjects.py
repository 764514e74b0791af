"""Who somebody is to the gate: their roles from the table, their place from the ask."""

from typing import Any

import pytest

from storage import (
    Catalog,
    Database,
    HeldRole,
    PersonEntry,
    RoleEntry,
    RoleStore,
    ServiceEntry,
    write_catalog,
)
from storage.models import Ask
from tools.gate import Kind, Place, PullRequestPlace, Subjects

CATALOG = Catalog(
    people=(PersonEntry(name="Jonas Weber", slack="U0JONAS", github="jonas"),),
    services=(ServiceEntry(name="payments"),),
    roles=(
        RoleEntry(role="engineer", person="jonas", services=("payments",)),
        RoleEntry(role="sre", group="S0ONCALL"),
    ),
)


@pytest.fixture
async def subjects(database: Database) -> Subjects:
    async with database.session() as session:
        await write_catalog(session, CATALOG)
    return Subjects(RoleStore(database))


def ask(source: str = "slack", channel: str | None = "C0PAYMENTS", **context: Any) -> Ask:
    return Ask(source=source, channel=channel, asker="U0JONAS", context=context)


@pytest.mark.parametrize(
    ("asked", "place", "kind"),
    [
        (ask(), Place.CHANNEL, Kind.PERSON),
        (ask(channel="D0JONAS"), Place.DM, Kind.PERSON),
        (ask(channel="U0JONAS"), Place.DM, Kind.PERSON),
        (ask(place="shared"), Place.SHARED, Kind.PERSON),
        (ask(kind="guest"), Place.CHANNEL, Kind.GUEST),
        (ask(place="somewhere", kind="something"), Place.SHARED, Kind.GUEST),
        (ask("schedule"), Place.SCHEDULE, Kind.PERSON),
        (ask("console", None), Place.CLI, Kind.PERSON),
        (ask("github", None, place="pull_request"), Place.PULL_REQUEST, Kind.PERSON),
    ],
)
async def test_where_and_what_somebody_is(subjects: Subjects, asked: Ask, place: Place, kind: Kind) -> None:
    subject = await subjects.asker(asked)
    assert (subject.person, subject.place, subject.kind) == ("U0JONAS", place, kind)
    assert subject.roles == (HeldRole("engineer", "payments"),)


@pytest.mark.parametrize(
    ("context", "at"),
    [
        (
            {"place": "pull_request", "pull_request": {"repository": "a/b", "number": 7}},
            PullRequestPlace("a/b", 7),
        ),
        ({"pull_request": {"repository": "a/b", "number": 7}}, None),
        ({"place": "pull_request", "pull_request": {"repository": "a/b", "number": "7"}}, None),
        ({"place": "pull_request", "pull_request": "a/b#7"}, None),
        ({"place": "pull_request"}, None),
    ],
)
async def test_the_pull_request_where_it_is_asked(
    subjects: Subjects, context: dict[str, Any], at: PullRequestPlace | None
) -> None:
    assert (await subjects.asker(ask("github", None, **context))).pull_request == at


async def test_a_user_group_lends_its_roles(subjects: Subjects) -> None:
    subject = await subjects.asker(ask(groups=["S0ONCALL", "S0OTHER"]))
    assert set(subject.roles) == {HeldRole("engineer", "payments"), HeldRole("sre")}
