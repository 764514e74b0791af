"""Another embedder is chosen: its vectors are made beside those that serve, which go when it is done."""

import asyncio
import base64
import hashlib
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from sqlalchemy import select

from knowledge import KnowledgeSettings, Library, minilm
from knowledge.index import GRAINS, Index
from storage import Database
from storage.knowledge import SourceStore
from storage.models import KnowledgeVector
from tests.knowledge.state import state_of

MODEL = "text-embedding-3-small"


class Server:
    """An OpenAI-compatible server, which answers once it is let."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may_answer = asyncio.Event()
        self.texts: list[str] = []
        self.url = ""
        self.app = web.Application()
        self.app.router.add_post("/v1/embeddings", self._embeddings)

    async def _embeddings(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.set()
        await self.may_answer.wait()
        self.texts += body["input"]
        rows = [
            {"object": "embedding", "index": place, "embedding": _numbers(text, body["encoding_format"])}
            for place, text in enumerate(body["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return web.json_response({"object": "list", "model": MODEL, "data": rows, "usage": usage})


def _numbers(text: str, encoding: str) -> str:
    """One number a word: texts with the same words have the same direction."""
    numbers = array("f", [0.01] * 64)
    for word in text.lower().split():
        numbers[hashlib.sha256(word.strip(".:,").encode()).digest()[0] % 64] += 1.0
    assert encoding == "base64"
    return base64.b64encode(numbers.tobytes()).decode()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    async with TestServer(made.app) as running:
        made.url = str(running.make_url("/v1"))
        yield made
        made.may_answer.set()


def openai(home: Path, server: Server) -> KnowledgeSettings:
    return KnowledgeSettings(
        home=home,
        embeddings="openai",
        embeddings_model=MODEL,
        openai_api_key=SecretStr("test"),
        openai_base_url=server.url,
    )


async def embedders(database: Database) -> set[str]:
    async with database.session() as session:
        return set((await session.execute(select(KnowledgeVector.embedder).distinct())).scalars())


async def test_the_old_vectors_serve_until_the_new_ones_are_made(
    tmp_path: Path, database: Database, folder: Path, server: Server
) -> None:
    home = tmp_path / "home"
    before = Library.open(KnowledgeSettings(home=home), database)
    await before.ingest(folder)
    await before.close()
    source = await SourceStore(database).get(str(folder))
    assert source is not None
    library = Library.open(openai(home, server), database)
    assert [due.id for due in await library.due()] == [source.id]

    work = asyncio.ensure_future(library.do_what_is_due(source.id))
    await server.asked.wait()
    # The new server has not answered yet, and still everything is found by its meaning.
    assert (await library.search("container crashes again and again"))[0].title == "Crash loops"
    assert server.texts == []
    server.may_answer.set()
    await work

    changed = await SourceStore(database).get(str(folder))
    assert changed is not None
    assert changed.embedder == MODEL
    assert await embedders(database) == {MODEL}
    state = await state_of(database, home, str(folder), MODEL)
    assert {digest for _, digest in state.vectors} == {digest for _, digest in state.index}
    old = Index(openai(home, server).index_folder, None, minilm().name)
    assert [await asyncio.to_thread(old.digests, source.id, grain) for grain in GRAINS] == [set(), set()]
    await asyncio.to_thread(old.close)
    assert (await library.search("The volume will be full within a day."))[0].title == "Disk"
    assert await library.due() == []
    await library.close()


async def test_a_change_that_fails_leaves_the_old_vectors_serving(
    tmp_path: Path, database: Database, folder: Path, server: Server
) -> None:
    home = tmp_path / "home"
    before = Library.open(KnowledgeSettings(home=home), database)
    await before.ingest(folder)
    source = await SourceStore(database).get(str(folder))
    assert source is not None
    settings = openai(home, server).model_copy(update={"openai_base_url": "http://127.0.0.1:9/v1"})
    library = Library.open(settings, database)
    with pytest.raises(Exception, match="can't be searched"):
        await library.do_what_is_due(source.id)
    assert (await library.search("container crashes again and again"))[0].title == "Crash loops"
    kept = await SourceStore(database).get(str(folder))
    assert kept is not None
    assert kept.embedder == minilm().name
    assert kept.error is not None
    await library.close()
    await before.close()
