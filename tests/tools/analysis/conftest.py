from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from knowledge import KnowledgeSettings, Library
from sandbox.company import Company
from sandbox.github import API_PATH, access_token, create_app
from storage import Catalog, RepositoryEntry
from tools.analysis.workers import Workers, passing
from tools.connections import Connections
from tools.settings import ToolSettings

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The pretend company with its repositories on disk."""
    company = Company(NOW, tmp_path_factory.mktemp("company"))
    company.history("payments")
    return company


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    """Processes for analysers, which end with the test."""
    async with passing() as workers:
        yield workers


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
        connections = Connections(settings, catalog, library)
        yield connections
        await connections.close()


@pytest.fixture(scope="module")
async def local(company: Company, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connections]:
    """The same repositories as folders on this machine."""
    catalog = Catalog(
        repositories=tuple(
            RepositoryEntry(name=name, provider="git", path=company.repository(name))
            for name in ("payments", "checkout")
        )
    )
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
    connections = Connections(ToolSettings(), catalog, library)
    yield connections
    await connections.close()
