"""Sees that the pool hands out no connection whose server went away, without asking the server each time."""

import select
from time import monotonic
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

# On the way to a server something may forget a quiet connection and tell nobody; within this time none does.
QUIET_SECONDS = 20.0
RETURNED = "returned"


def keep_alive_only(engine: Engine) -> None:
    """Let the pool try a connection before it hands it out, where it may be dead.

    A server that ends a connection says so on it. So one that was used just now and has nothing to be read is
    alive, and asking it, as `pool_pre_ping` does, would cost each statement a second way there and back.
    """

    @event.listens_for(engine, "checkin")
    def note(_: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[RETURNED] = monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection: Any, entry: ConnectionPoolEntry, _: Any) -> None:
        returned = entry.info.get(RETURNED)
        if returned is None:
            return
        quiet = monotonic() - returned < QUIET_SECONDS and not _has_word(connection)
        if not quiet and not _answers(engine, connection):
            raise InvalidatePoolError


def _has_word(connection: Any) -> bool:
    """Whether the server has said something that nobody asked for, such as its farewell."""
    driver = connection.driver_connection
    if driver.closed:
        return True
    poll = select.poll()
    poll.register(driver.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
