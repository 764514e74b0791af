from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from knowledge import KnowledgeSettings, Library
from sandbox.company import Company
from sandbox.github import API_PATH, access_token, create_app
from storage import Catalog, RepositoryEntry
from tools.connections import Connections
from tools.settings import ToolSettings

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The pretend company with its repositories on disk."""
    company = Company(NOW, tmp_path_factory.mktemp("company"))
    company.history("payments")
    return company


@pytest.fixture(scope="module")
async def github(company: Company, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connections]:
    """Connections to the company's GitHub."""
    async with TestServer(create_app(company)) as server:
        settings = ToolSettings(
            github_url=f"{str(server.make_url('')).rstrip('/')}{API_PATH}",
            github_token=SecretStr(access_token(company)),
        )
        catalog = Catalog(
            repositories=tuple(
                RepositoryEntry(name=f"larkfield/{name}", service=name) for name in ("payments", "checkout")
            )
        )
        library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
        yield Connections(settings, catalog, library)


@pytest.fixture(scope="module")
def local(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Connections:
    """The same repositories as folders on this machine."""
    catalog = Catalog(
        repositories=tuple(
            RepositoryEntry(name=name, provider="git", path=company.repository(name))
            for name in ("payments", "checkout")
        )
    )
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
    return Connections(ToolSettings(), catalog, library)
