"""Serves an aiohttp application on loopback."""

from types import TracebackType
from typing import Self

from aiohttp import web

HOST = "127.0.0.1"
# Web sockets that a page left open must not hold up the end of the sandbox.
SHUTDOWN_SECONDS = 0.5


class Served:
    """An application that answers at `address` until it is stopped."""

    def __init__(self, app: web.Application, port: int = 0) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        self._port = port

    @property
    def address(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://{HOST}:{self._port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to answer.

        Raises:
            OSError: the port is taken.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop answering."""
        await self._runner.cleanup()
