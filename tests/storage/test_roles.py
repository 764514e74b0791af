"""Roles follow the catalogue: given when it names them, taken away when it no longer does."""

from itertools import product

import pytest
from pydantic import ValidationError
from sqlalchemy import select

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
from storage.models import Organization, Role
from storage.roles import held_in

BASE = Catalog(
    people=(PersonEntry(name="Jonas Weber", slack="U0JONAS"), PersonEntry(name="Tom Alvarez", slack="U0TOM")),
    services=(ServiceEntry(name="payments"), ServiceEntry(name="checkout")),
)
ENGINEER = RoleEntry(role="engineer", person="Jonas Weber", services=("payments", "checkout"))
SRE = RoleEntry(role="sre", group="S0ONCALL", environments=("production",))


def with_roles(*roles: RoleEntry) -> Catalog:
    return BASE.model_copy(update={"roles": roles})


async def write(database: Database, catalog: Catalog) -> None:
    async with database.session() as session:
        await write_catalog(session, catalog)


async def test_roles_are_those_of_the_person_and_of_their_groups(database: Database) -> None:
    await write(database, with_roles(ENGINEER, SRE))
    store = RoleStore(database)
    own = (HeldRole("engineer", "checkout"), HeldRole("engineer", "payments"))
    assert await store.roles_of("U0JONAS") == own
    assert await store.roles_of("U0JONAS", ["S0ONCALL"]) == (*own, HeldRole("sre", None, "production"))
    assert await store.roles_of("U0TOM") == ()
    assert await store.groups() == ("S0ONCALL",)


async def test_a_role_that_is_no_longer_named_is_taken_away(database: Database) -> None:
    await write(database, with_roles(ENGINEER, SRE))
    await write(database, with_roles(ENGINEER.model_copy(update={"services": ("payments",)})))
    store = RoleStore(database)
    assert await store.roles_of("U0JONAS", ["S0ONCALL"]) == (HeldRole("engineer", "payments"),)
    await write(database, BASE)
    assert await store.roles_of("U0JONAS") == ()


async def test_writing_again_changes_nothing(database: Database) -> None:
    for _ in range(2):
        await write(database, with_roles(ENGINEER, SRE))
    async with database.session() as session:
        assert len((await session.execute(select(Role))).scalars().all()) == 3


async def test_holders_are_those_for_whom_the_role_counts_there_the_nearest_first(database: Database) -> None:
    everywhere = RoleEntry(role="engineer", person="Tom Alvarez")
    release = RoleEntry(role="release-manager", group="S0RELEASE")
    await write(database, with_roles(ENGINEER, SRE, everywhere, release))
    store = RoleStore(database)
    assert await store.holders(["engineer"], "Payments", None) == ("U0JONAS", "U0TOM")
    assert await store.holders(["engineer"], "search", None) == ("U0TOM",)
    assert await store.holders(["engineer"], None, None) == ("U0TOM",)
    assert await store.holders(["sre"], "payments", "Production") == ("S0ONCALL",)
    assert await store.holders(["sre"], "payments", "staging") == ()
    assert await store.holders(["sre"], "payments", None) == ()
    both = ["engineer", "release-manager"]
    assert await store.holders(both, "payments", "staging") == ("U0JONAS", "S0RELEASE", "U0TOM")
    assert await store.holders([], "payments", "staging") == ()


async def test_the_query_and_the_role_agree_on_what_it_covers(database: Database) -> None:
    services, environments = ("", "payments", "Checkout"), ("", "production", "Staging")
    held = {
        f"U{number}": HeldRole("sre", service or None, environment or None)
        for number, (service, environment) in enumerate(product(services, environments))
    }
    async with database.session() as session:
        organization = Organization(name="x")
        session.add(organization)
        await session.flush()
        for member, role in held.items():
            where = {"service": role.service or "", "environment": role.environment or ""}
            row = {"member": member, "role": role.name, "source": "test", **where}
            session.add(Role(organization_id=organization.id, **row))
    for service, environment in product((None, "payments", "CHECKOUT"), (None, "Production", "staging")):
        found = await RoleStore(database).holders(["sre"], service, environment)
        assert set(found) == {who for who, role in held.items() if role.covers(service, environment)}


def test_the_catalogue_can_be_asked_without_a_database() -> None:
    catalog = with_roles(ENGINEER, SRE)
    assert held_in(catalog, "U0JONAS") == (HeldRole("engineer", "payments"), HeldRole("engineer", "checkout"))
    assert held_in(catalog, "S0ONCALL") == (HeldRole("sre", None, "production"),)


@pytest.mark.parametrize(
    ("role", "covered"),
    [
        (HeldRole("sre"), True),
        (HeldRole("sre", "Payments"), True),
        (HeldRole("sre", "checkout"), False),
        (HeldRole("sre", "payments", "PRODUCTION"), True),
        (HeldRole("sre", None, "staging"), False),
    ],
)
def test_a_role_covers_what_it_was_given_for(role: HeldRole, covered: bool) -> None:
    assert role.covers("payments", "production") is covered
    assert HeldRole("sre", "payments").covers(None, None) is False


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"role": "sre", "person": "Nobody"}, "Nobody is nobody in people"),
        ({"role": "sre"}, "name one of the two"),
        ({"role": "sre", "person": "Tom Alvarez", "group": "S0ONCALL"}, "name one of the two"),
        ({"role": "SRE!", "person": "Tom Alvarez"}, "pattern"),
        ({"role": "sre", "person": "Tom Alvarez", "services": ["paymets"]}, "no service called paymets"),
        ({"role": "sre", "person": "Tom Alvarez", "environments": ["prod"]}, "no environment called prod"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(entry: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Catalog.model_validate({**BASE.model_dump(), "roles": [entry]})
