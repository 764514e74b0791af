"""GitHub with the company's repositories, and plain repositories made by git itself."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company import Company
from sandbox.company.landscape import landscape
from sandbox.github import API_PATH, access_token, create_app
from sandbox.serving import Served
from storage import Catalog, RepositoryEntry
from tools.connections import Connections
from tools.settings import ToolSettings

Connect = Callable[..., Connections]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Larkfield now: the tools look at periods before the present."""
    return Company(datetime.now(UTC), tmp_path_factory.mktemp("larkfield"))


@pytest.fixture
async def github_url(company: Company) -> AsyncIterator[str]:
    """Base URL of a stand-in for GitHub's API."""
    served = Served(create_app(company))
    await served.start()
    yield f"{served.address}{API_PATH}"
    await served.stop()


@pytest.fixture
async def connect(company: Company, github_url: str, tmp_path: Path) -> AsyncIterator[Connect]:
    """Make connections with settings of one's own."""
    opened: list[Connections] = []

    def connect(
        url: str = github_url, token: str | None = None, extra: RepositoryEntry | None = None
    ) -> Connections:
        catalog = Catalog.model_validate(landscape(company))
        if extra is not None:
            catalog = catalog.with_repository(extra)
        settings = ToolSettings(github_url=url, github_token=token or access_token(company))
        library = Library.open(KnowledgeSettings(home=tmp_path / "knowledge"))
        opened.append(Connections(settings, catalog, library))
        return opened[-1]

    yield connect
    for connections in opened:
        await connections.close()


@pytest.fixture
def connections(connect: Connect) -> Connections:
    """Connections to the company's GitHub."""
    return connect()


class Workshop:
    """A folder in which a test makes a repository with git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Ada Byron")
        self.git("config", "user.email", "ada@example.com")

    def git(self, *arguments: str) -> str:
        """The output of a git command."""
        done = subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True)
        return done.stdout.decode(errors="replace").strip()

    def commit(self, message: str, files: dict[str, bytes | str]) -> str:
        """Commit files and return the hash."""
        for path, content in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "--all", "--force", ".")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    @property
    def entry(self) -> RepositoryEntry:
        """Its entry in a catalogue."""
        return RepositoryEntry(name="shop", provider="git", path=self.folder)


@pytest.fixture
async def workshop(tmp_path: Path) -> Workshop:
    """An empty repository."""
    return await asyncio.to_thread(Workshop, tmp_path / "shop")
