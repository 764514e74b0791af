"""The one way to the database: engine, transactions, migrations."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from subprocess import SubprocessError
from typing import Self, TypeVar

from psycopg import OperationalError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage.liveness import keep_alive_only
from storage.migrate import upgrade
from storage.server import EmbeddedServer
from storage.settings import StorageSettings

W = TypeVar("W", AsyncSession, AsyncConnection)

CONNECT_TIMEOUT_SECONDS = 5
PATIENCE_AT_END_SECONDS = 2.0
STATEMENT_TIMEOUT_MS = 30_000
# A plan that is to fit whatever is asked takes a hundred times as long for some of it; to plan takes a
# fraction of a millisecond. Compiling pays for statements of seconds only. And what is read lies in memory.
PLANNING = "-c plan_cache_mode=force_custom_plan -c jit=off -c random_page_cost=1.1"


class DatabaseUnavailableError(Exception):
    """The database can't be reached. The message says which, without its password, and what to do."""


class Database:
    """An open database with the newest schema."""

    def __init__(self, url: str, server: EmbeddedServer | None = None) -> None:
        self.url = url
        self._server = server
        self._engine = _engine(url)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._statements = async_sessionmaker(self._single, expire_on_commit=False)

    @classmethod
    async def open(cls, settings: StorageSettings) -> Self:
        """Connect, start the embedded server where no URL is set, and apply the migrations.

        Raises:
            DatabaseUnavailableError: the embedded server does not start, the team's own database does not
                answer, or its URL is none.
        """
        server = None
        if settings.database_url is None:
            server, url = await _embedded(settings.data_folder / "postgres")
        else:
            url = settings.database_url.get_secret_value()
        url = libpq_url(url)
        try:
            await asyncio.to_thread(upgrade, sqlalchemy_url(url))
        except (DBAPIError, ArgumentError) as error:
            if _is_unreachable(error):
                raise unavailable(url) from error
            raise
        return cls(url, server)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A transaction: committed at the end of the block, rolled back by an exception.

        Raises:
            DatabaseUnavailableError: the database went away. The next call finds it when it is back.
        """
        async with self._reached(self._sessions.begin()) as session:
            yield session

    @asynccontextmanager
    async def statements(self) -> AsyncIterator[AsyncSession]:
        """A session in which each statement is a transaction of its own, and one way to the server and back.

        What such a statement locks waits for nobody here, however busy this process is.

        Raises:
            DatabaseUnavailableError: the database went away. The next call finds it when it is back.
        """
        async with self._reached(self._statements.begin()) as session:
            yield session

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """What `statements` gives, for rows only: it saves the time that a session takes to make objects.

        Raises:
            DatabaseUnavailableError: the database went away. The next call finds it when it is back.
        """
        async with self._reached(self._single.connect()) as connection:
            yield connection

    @asynccontextmanager
    async def _reached(self, way: AbstractAsyncContextManager[W]) -> AsyncIterator[W]:
        try:
            async with way as opened:
                yield opened
        except (DBAPIError, PoolTimeoutError) as error:
            if _is_unreachable(error):
                raise unavailable(self.url) from error
            raise

    async def close(self) -> None:
        """Close every connection and let go of the embedded server.

        What is still being asked is waited for: a connection in use would stay open.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_AT_END_SECONDS):
                await self._unused()
        await self._engine.dispose()
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)

    async def _unused(self) -> None:
        pool = self._engine.pool
        while isinstance(pool, AsyncAdaptedQueuePool) and pool.checkedout():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


async def _embedded(folder: Path) -> tuple[EmbeddedServer, str]:
    server = EmbeddedServer(folder)
    try:
        return server, await asyncio.to_thread(server.start)
    except (OSError, SubprocessError, RuntimeError, OperationalError) as error:
        raise DatabaseUnavailableError(
            f"The embedded Postgres does not start ({type(error).__name__}). See {folder / 'log'}, and check "
            "the rights and the free space there. Or set DATABASE_URL to a Postgres of your own."
        ) from error


def _engine(url: str) -> AsyncEngine:
    engine = create_async_engine(
        sqlalchemy_url(url),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=10,
        max_overflow=10,
        pool_timeout=CONNECT_TIMEOUT_SECONDS,
        # The one used last knows the statements already, and its process on the server has them at hand.
        pool_use_lifo=True,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c timezone=UTC {PLANNING}",
        },
    )
    keep_alive_only(engine.sync_engine)
    return engine


def _is_unreachable(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return True
    # Errors that the server answered with have a code; 08 is "connection", 57P "shutting down".
    code = getattr(error.orig, "sqlstate", None)
    return code is None or code.startswith(("08", "57P"))


def unavailable(url: str) -> DatabaseUnavailableError:
    """What to say when the database of this URL can't be reached."""
    try:
        place = make_url(sqlalchemy_url(url))
    except ArgumentError:
        return DatabaseUnavailableError(
            "DATABASE_URL is not the URL of a database. Write postgresql://user:password@host/name."
        )
    host = place.host or place.query.get("host") or "this machine"
    return DatabaseUnavailableError(
        f"The database {place.database} at {host} does not answer. Check that it runs and that "
        "DATABASE_URL and its password are right."
    )


def libpq_url(url: str) -> str:
    """The URL as psycopg and procrastinate take it, whichever dialect it was written for."""
    scheme, _, rest = url.partition("://")
    return f"postgresql://{rest}" if scheme.startswith("postgres") else url


def sqlalchemy_url(url: str) -> str:
    """The URL as SQLAlchemy takes it, with the psycopg 3 driver."""
    return libpq_url(url).replace("postgresql://", "postgresql+psycopg://", 1)
