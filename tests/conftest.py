"""What every test may use: a Postgres for the run, and a new migrated database for each test."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from knowledge import KnowledgeSettings, Library
from storage import Database, Queue, StorageSettings
from tests.postgres import Postgres, server_folder


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """The embedded server, stopped at the end of the run."""
    with server_folder() as home:
        keeper = await Database.open(StorageSettings(home=home, database_url=None))
        _trade_safety_for_speed(keeper.url)
        yield Postgres(keeper.url)
        await keeper.close()


def _trade_safety_for_speed(url: str) -> None:
    # A test's data need not outlive a power cut, and waiting for the disk is most of the time.
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def database_url(postgres: Postgres) -> str:
    """The URL of a database of the test's own."""
    return postgres.new_database()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database of the test's own."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def queue(database: Database) -> AsyncIterator[Queue]:
    """An open queue in that database. Its worker is not started."""
    opened = Queue(database.url)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def empty_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library that has read nothing."""
    return Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("library")))
