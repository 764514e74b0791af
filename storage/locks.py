"""Names that one holder at a time has, of all processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from psycopg import AsyncConnection, OperationalError

from storage.database import CONNECT_TIMEOUT_SECONDS, STATEMENT_TIMEOUT_MS, unavailable

TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
LET_GO = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"
# How often another process's name is asked for.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.5


class StillHeldError(Exception):
    """Another one holds the name, and has held it for longer than this one could wait."""


class Locks:
    """The names that this process holds, all of them on one connection of their own.

    So holding and waiting takes no session from those who work. A process that dies lets go of its names.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._opening = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._users = 0

    @asynccontextmanager
    async def alone(self, name: str, seconds: float) -> AsyncIterator[None]:
        """Hold a name.

        Raises:
            StillHeldError: it took longer than these seconds to get it.
            DatabaseUnavailableError: the database went away; somebody else may have got the name meanwhile.
        """
        # The connection would give a name of its own again: here they take turns by themselves.
        turn = self._turns.setdefault(name, asyncio.Lock())
        try:
            async with AsyncExitStack() as stack:
                try:
                    async with asyncio.timeout(seconds):
                        await stack.enter_async_context(turn)
                        connection = await stack.enter_async_context(self._connected())
                        # Before it is taken: a cancelled statement may have been granted.
                        stack.push_async_callback(_let_go, connection, name)
                        await _take(connection, name)
                except TimeoutError as error:
                    raise StillHeldError(f"{name} is still being worked on") from error
                yield
        except OperationalError as error:
            raise unavailable(self._url) from error

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """The connection, which is there as long as somebody uses it."""
        self._users += 1
        try:
            async with self._opening:
                if self._connection is None or self._connection.closed:
                    self._connection = await AsyncConnection.connect(
                        self._url,
                        autocommit=True,
                        connect_timeout=CONNECT_TIMEOUT_SECONDS,
                        options=f"-c statement_timeout={STATEMENT_TIMEOUT_MS}",
                    )
                connection = self._connection
            yield connection
        finally:
            self._users -= 1
            if self._users == 0 and self._connection is not None:
                unused, self._connection = self._connection, None
                await unused.close()


async def _take(connection: AsyncConnection, name: str) -> None:
    pause = SHORTEST_PAUSE
    while True:
        row = await (await connection.execute(TAKE, (name,))).fetchone()
        if row is not None and row[0]:
            return
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


async def _let_go(connection: AsyncConnection, name: str) -> None:
    await asyncio.shield(connection.execute(LET_GO, (name,)))
