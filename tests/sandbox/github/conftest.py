"""The stand-in for GitHub, running, with PyGithub as its client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from github import Auth, Github

from sandbox.company import Company
from sandbox.github import API_PATH, access_token, create_app
from sandbox.serving import Served

NOW = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)  # a Wednesday


@dataclass
class Forge:
    """A running stand-in."""

    company: Company
    address: str
    token: str

    @property
    def api(self) -> str:
        """Base URL of the API."""
        return f"{self.address}{API_PATH}"

    def client(self, token: str | None = None, per_page: int = 30) -> Github:
        """PyGithub, with the right token or another one."""
        auth = Auth.Token(token or self.token)
        return Github(base_url=self.api, auth=auth, retry=None, seconds_between_requests=0,
                      seconds_between_writes=0, per_page=per_page)  # fmt: skip


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Larkfield on a fixed Wednesday."""
    return Company(NOW, tmp_path_factory.mktemp("larkfield"))


@pytest.fixture
async def forge(company: Company) -> AsyncIterator[Forge]:
    """A stand-in of the test's own, over the same repositories."""
    served = Served(create_app(company, jenkins_url="http://jenkins.example"))
    await served.start()
    yield Forge(company, served.address, access_token(company))
    await served.stop()


@pytest.fixture
async def web(forge: Forge) -> AsyncIterator[aiohttp.ClientSession]:
    """A plain HTTP client, which sends no token by itself."""
    async with aiohttp.ClientSession(forge.address) as session:
        yield session
