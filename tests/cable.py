"""A way to the database that can be cut and mended."""

import asyncio
from urllib.parse import parse_qs, urlsplit


class Cable:
    """A TCP way to the database that can be cut and mended."""

    def __init__(self, socket_path: str) -> None:
        self._socket_path = socket_path
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def mend(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """End every connection and take no new ones."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(self._socket_path)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer), return_exceptions=True)
        self._writers -= {writer, far_writer}


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    finally:
        target.close()


def cable_to(database_url: str) -> Cable:
    """A cable to the server of that database, not yet laid."""
    folder = parse_qs(urlsplit(database_url).query)["host"][0]
    return Cable(f"{folder}/.s.PGSQL.5432")


def through(cable: Cable, database_url: str) -> str:
    """The URL of the database at the other end of the cable."""
    parts = urlsplit(database_url)
    return f"postgresql://{parts.netloc.rpartition('@')[0]}@127.0.0.1:{cable.port}{parts.path}"
