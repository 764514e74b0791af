"""A repository's documents, from a GitHub that speaks GitHub's protocol."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from knowledge import KnowledgeError, KnowledgeSettings, Library
from knowledge.sources import RepositoryReader, SourceError
from knowledge.sources.repository import github_client
from sandbox.company import Company
from sandbox.github import API_PATH, access_token, create_app
from sandbox.serving import Served
from storage import Database
from storage.knowledge import NewSource

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Larkfield on a fixed Wednesday."""
    return Company(NOW, tmp_path_factory.mktemp("larkfield"))


@pytest.fixture
async def github(company: Company) -> AsyncIterator[str]:
    """The API's address."""
    served = Served(create_app(company, jenkins_url="http://jenkins.example"))
    await served.start()
    yield f"{served.address}{API_PATH}"
    await served.stop()


@pytest.fixture
async def handbook(
    github: str, company: Company, database: Database, tmp_path: Path
) -> AsyncIterator[Library]:
    """A library that reaches that GitHub."""
    settings = KnowledgeSettings(
        home=tmp_path / "home", github_url=github, github_token=SecretStr(access_token(company))
    )
    library = Library.open(settings, database)
    yield library
    await library.close()


def source(path: str = "", **location: Any) -> NewSource:
    """The handbook, as people add it."""
    return NewSource(
        name=f"handbook {uuid4().hex}",
        kind="repository",
        location={"repository": "larkfield/handbook", "path": path, "branch": None, **location},
        added_by="a test",
        schedule="0 6 * * *",
    )


async def test_pages_have_their_commit_their_day_and_a_link_with_the_anchor(handbook: Library) -> None:
    report = await handbook.add(source("runbooks"))
    assert report.added > 5
    assert report.skipped == ()
    hit = (await handbook.search("runbook: what to do when a payment fails", k=1))[0]
    assert hit.path.startswith("runbooks/")
    assert "/larkfield/handbook/blob/main/runbooks/" in (hit.url or "")
    assert len(hit.commit or "") == 40
    assert hit.date < "2026-11-19"


async def test_what_was_not_changed_is_not_read_again(handbook: Library) -> None:
    first = source("runbooks")
    added = (await handbook.add(first)).added
    again = await handbook.add(first)
    assert (again.unchanged, again.added, again.changed, again.chunks) == (added, 0, 0, 0)


async def test_a_page_was_changed_by_the_commit_that_changed_it(github: str, company: Company) -> None:
    reader = RepositoryReader(github_client(github, access_token(company)), "larkfield/handbook", "runbooks")
    pages = await reader.pages()
    dated = [await reader.dated(page) for page in pages[:6]]
    assert len({page.commit for page in dated}) > 1
    assert all(page.changed_at <= pages[0].changed_at for page in dated)
    assert (await reader.read(pages[0])).decode().lstrip().startswith(("#", "---"))


async def test_one_file_may_be_a_source(github: str, company: Company) -> None:
    reader = RepositoryReader(github_client(github, access_token(company)), "larkfield/handbook", "README.md")
    assert [page.path for page in await reader.pages()] == ["README.md"]


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ({"path": "no/such/folder"}, "has no no/such/folder"),
        ({"repository": "larkfield/nothing"}, "GitHub has no larkfield/nothing"),
        ({"branch": "no-such-branch"}, "GitHub has no larkfield/handbook"),
    ],
)
async def test_a_place_that_is_not_there_is_named(
    handbook: Library, location: dict[str, str], says: str
) -> None:
    with pytest.raises(KnowledgeError, match=says):
        await handbook.add(source(**location))


async def test_a_wrong_token_and_a_github_that_is_down_say_what_to_do(github: str) -> None:
    with pytest.raises(SourceError, match="GITHUB_TOKEN"):
        await RepositoryReader(github_client(github, "wrong"), "larkfield/handbook").pages()
    with pytest.raises(SourceError, match="GITHUB_URL"):
        await RepositoryReader(github_client("http://127.0.0.1:9/api", None), "larkfield/handbook").pages()
