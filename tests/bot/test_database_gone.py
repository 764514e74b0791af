"""The database goes away and comes back: nothing is acknowledged that is not stored, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from pydantic import SecretStr

from sandbox.slack import Timings
from tests.bot.reading import markdown
from tests.bot.scene import OpenScene

CHANNEL = "C0PAYMENTS"


class Cable:
    """A TCP way to the database that can be cut and mended."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def mend(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End every connection and take no new ones."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket_path)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer), return_exceptions=True)
        self._writers -= {writer, far_writer}


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    finally:
        target.close()


@pytest.fixture
async def cable(database_url: str) -> AsyncIterator[Cable]:
    folder = parse_qs(urlsplit(database_url).query)["host"][0]
    laid = Cable(f"{folder}/.s.PGSQL.5432")
    await laid.mend()
    yield laid
    await laid.cut()


async def test_an_event_is_answered_when_the_database_is_back(
    cable: Cable, open_scene: OpenScene, database_url: str
) -> None:
    parts = urlsplit(database_url)
    url = f"postgresql://{parts.netloc.rpartition('@')[0]}@127.0.0.1:{cable.port}{parts.path}"
    scene = await open_scene(
        slack={"timings": Timings(ack=3.0, retries=(0.5, 1.0, 2.0, 2.0))},
        database_url=SecretStr(url),
        slack_mode="http",
    )
    maya = await scene.member()
    await cable.cut()

    await maya.command(CHANNEL, "/deck", "ask anything")
    sorry = await maya.wait_for_event("ephemeral")
    assert "my database does not answer" in sorry["message"]["text"]
    assert await status(f"{scene.bot_address}/healthz") == 200
    assert await status(f"{scene.bot_address}/readyz") == 503

    ts = await maya.post(CHANNEL, "<@U0DECK> are you there?")
    record = scene.slack.outbox.events[-1]
    while not record.failures:
        await maya.boot()
    assert not record.acknowledged

    await cable.mend()
    answer = await maya.wait_for_reply(CHANNEL, ts, seconds=30)
    assert "You asked: are you there?" in markdown(answer)
    assert record.acknowledged
    assert len(scene.crew.asked) == 1
    assert await status(f"{scene.bot_address}/readyz") == 200


async def status(url: str) -> int:
    """The HTTP status of a page."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status
