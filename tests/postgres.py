"""The Postgres of a test run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql


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
