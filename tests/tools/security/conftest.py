import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from knowledge import KnowledgeSettings, Library
from sandbox.osv import create_app
from storage import Catalog, RepositoryEntry
from tools.connections import Connections
from tools.settings import ToolSettings

Connect = Callable[[Mapping[str, str | bytes]], Connections]


@pytest.fixture
async def osv_url() -> AsyncIterator[str]:
    """The address of a stand-in for OSV."""
    async with TestServer(create_app()) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def connect(tmp_path: Path, osv_url: str) -> AsyncIterator[Connect]:
    """Connections to a repository called `shop`, made of files."""
    opened: list[Connections] = []

    def connect(files: Mapping[str, str | bytes], url: str = osv_url) -> Connections:
        folder = tmp_path / "shop"
        commit(folder, files)
        policies = tmp_path / "policies"
        policies.mkdir()
        (policies / "security.md").write_text(
            "---\nkind: security\nfix_days: {critical: 2, high: 7, medium: 30, low: 90}\n"
            "rotate_secrets_hours: 4\n---\n# Security\n"
        )
        catalog = Catalog(repositories=(RepositoryEntry(name="shop", provider="git", path=folder),))
        settings = ToolSettings(osv_url=url, policies=policies)
        opened.append(Connections(settings, catalog, Library.open(KnowledgeSettings(home=tmp_path / "home"))))
        return opened[-1]

    yield connect
    for connections in opened:
        await connections.close()


def commit(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Put files into a new repository."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-A", "-f"],
        ["-c", "user.name=Jonas Weber", "-c", "user.email=jonas@example.com", "commit", "-q", "-m", "first"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
