"""The web pages that watch the workspace: each WebSocket belongs to a member and gets what he may see."""

import asyncio
import contextlib
from collections.abc import Collection

from aiohttp import web

from sandbox.slack.addresses import addressed
from sandbox.slack.wire import Json


class Pages:
    """The open pages of a team's members."""

    def __init__(self, team_id: str) -> None:
        self._team_id = team_id
        self._queues: dict[str, set[asyncio.Queue[Json | None]]] = {}

    def publish(self, event: Json, members: Collection[str]) -> None:
        """Tell the pages of these members that something happened."""
        frame = addressed(event, self._team_id)
        for member in members:
            for queue in self._queues.get(member, ()):
                queue.put_nowait(frame)

    async def serve(self, request: web.Request, member: str) -> web.WebSocketResponse:
        """Serve one page until it leaves."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._queues.setdefault(member, set()).add(queue)
        writer = asyncio.create_task(self._write(socket, queue))
        try:
            async for _ in socket:
                pass  # The page only listens; reading notices when it leaves.
        finally:
            self._queues[member].discard(queue)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    async def close(self) -> None:
        """Let every page go."""
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(None)

    async def _write(self, socket: web.WebSocketResponse, queue: asyncio.Queue[Json | None]) -> None:
        with contextlib.suppress(ConnectionError):
            while (event := await queue.get()) is not None:
                await socket.send_json(event)
            await socket.close()
