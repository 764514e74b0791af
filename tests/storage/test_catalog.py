"""The catalogue is read strictly, and names are found however they are written."""

from pathlib import Path

import pytest
from sqlalchemy import select

from storage import Catalog, CatalogError, Database, PersonEntry, RepositoryEntry, write_catalog
from storage.models import Environment, Identity, Organization, Pipeline, Repository, Service, User

CATALOG = """
organization: Larkfield
slack_team: T0LARKFIELD
people:
  - {name: Maya Okafor, email: maya@larkfield.example, slack: U0MAYA, github: maya}
services:
  - {name: checkout, owner: Priya Nair, team: checkout, channel: "#checkout"}
  - {name: payments, owner: Jonas Weber}
repositories:
  - {name: larkfield/checkout, service: checkout}
  - {name: tools, provider: git, path: /srv/tools}
pipelines:
  - {name: checkout-build, service: checkout}
  - {name: checkout-deploy, service: checkout, kind: deploy}
  - {name: CI, provider: github-actions, repository: larkfield/storefront}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "catalog.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_finds_names_without_regard_to_case(tmp_path: Path) -> None:
    catalog = Catalog.read(written(tmp_path, CATALOG))
    assert catalog.service("Checkout") == catalog.services[0]
    for name in ("larkfield/checkout", "CHECKOUT"):
        assert catalog.repository(name) == catalog.repositories[0]
    assert catalog.pipeline("ci") == catalog.pipelines[2]
    assert [entry.name for entry in catalog.pipelines_of("checkout", "deploy")] == ["checkout-deploy"]
    for account in ("U0MAYA", "Maya", "maya@larkfield.example", "maya okafor"):
        assert catalog.person(account) == catalog.people[0]
    assert catalog.service("nothing") is None
    assert catalog.repository("") is None
    assert catalog.person("") is None


def test_an_empty_file_is_an_empty_catalogue(tmp_path: Path) -> None:
    catalog = Catalog.read(written(tmp_path, ""))
    assert catalog.services == ()
    assert [entry.name for entry in catalog.environments] == ["production", "staging"]


def test_a_repository_that_is_added_comes_first() -> None:
    catalog = Catalog(repositories=(RepositoryEntry(name="larkfield/here"),))
    here = RepositoryEntry(name="here", provider="git", path=Path("/srv/here"))
    assert catalog.with_repository(here).repository("here") == here


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("services: [", "not valid YAML"),
        ("- a\n- b", "must be a mapping"),
        ("just words", "must be a mapping"),
        ("servces: []", "servces"),
        ("services:\n  - {name: a, onwer: b}", r"services\.0\.onwer"),
        ("services:\n  - {owner: b}", r"services\.0\.name"),
        ("repositories:\n  - {name: a, provider: svn}", r"repositories\.0\.provider"),
        ("repositories:\n  - {name: a, provider: git}", "path"),
        ("services:\n  - {name: a}\n  - {name: A}", "twice"),
        ("pipelines:\n  - {name: CI, provider: github-actions}", "repository"),
    ],
)
def test_says_which_entry_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CatalogError, match=says):
        Catalog.read(written(tmp_path, text))


def test_says_when_the_file_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"can't be read.*CATALOG"):
        Catalog.read(tmp_path / "none.yml")
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(CatalogError, match="not valid"):
        Catalog.read(tmp_path / "binary.yml")


async def test_the_tables_say_what_the_catalogue_says(tmp_path: Path, database: Database) -> None:
    catalog = Catalog.read(written(tmp_path, CATALOG))
    async with database.session() as session:
        first = await write_catalog(session, catalog)
    async with database.session() as session:
        assert await write_catalog(session, catalog) == first
        for table, count in (
            (Organization, 1), (User, 1), (Identity, 2), (Service, 2), (Repository, 2), (Pipeline, 3),
            (Environment, 2),
        ):  # fmt: skip
            assert len((await session.execute(select(table))).scalars().all()) == count, table


async def test_a_changed_catalogue_changes_the_rows(tmp_path: Path, database: Database) -> None:
    async with database.session() as session:
        await write_catalog(session, Catalog.read(written(tmp_path, CATALOG)))
    changed = CATALOG.replace("owner: Jonas Weber", "owner: Tom Alvarez")
    async with database.session() as session:
        await write_catalog(session, Catalog.read(written(tmp_path, changed)))
        query = select(Service.owner).where(Service.name == "payments")
        assert (await session.execute(query)).scalar_one() == "Tom Alvarez"


async def test_an_account_that_changes_hands_follows_its_new_owner(database: Database) -> None:
    async with database.session() as session:
        await write_catalog(session, Catalog(people=(PersonEntry(name="Maya", slack="U1"),)))
        await write_catalog(session, Catalog(people=(PersonEntry(name="Tom", slack="U1"),)))
        query = select(User.name).join(Identity, Identity.user_id == User.id)
        assert (await session.execute(query)).scalar_one() == "Tom"
