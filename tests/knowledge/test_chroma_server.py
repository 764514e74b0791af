"""The same library over a real Chroma server, as several replicas use it."""

import asyncio
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from knowledge import KnowledgeSettings, Library
from storage import Database


@pytest.fixture
async def chroma_url(tmp_path: Path) -> AsyncIterator[str]:
    """A Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    if not program.exists():
        pytest.skip("the chroma program is not beside this Python")
    options = ["run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")]
    server = await asyncio.create_subprocess_exec(program, *options, stdout=DEVNULL, stderr=DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        await _answers(url)
        yield url
    finally:
        server.terminate()
        await server.wait()


async def _answers(url: str) -> None:
    transport = httpx.AsyncHTTPTransport(retries=8)  # waits longer each time until the port is open
    async with httpx.AsyncClient(transport=transport, timeout=30) as client:
        (await client.get(f"{url}/api/v2/heartbeat")).raise_for_status()


async def test_what_one_replica_read_another_finds(
    chroma_url: str, tmp_path: Path, folder: Path, database: Database
) -> None:
    first = Library.open(KnowledgeSettings(home=tmp_path / "one", chroma_url=chroma_url), database)
    report = await first.ingest(folder, "https://example.com")
    assert report.added == 3
    second = Library.open(KnowledgeSettings(home=tmp_path / "two", chroma_url=chroma_url), database)
    assert (await second.search("KubePodCrashLooping"))[0].path == "runbooks/KubePodCrashLooping.md"
    assert (await second.ingest(folder, "https://example.com")).unchanged == 3
    assert await second.count() == await first.count()
    assert not (tmp_path / "two").exists()
    await asyncio.gather(first.close(), second.close())
