"""Socket Mode: the app holds WebSockets, an envelope goes to one of them and is acknowledged by its id.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from aiohttp import WSMsgType, web

from sandbox.slack.delivery.route import DeliveryError, Kind, Retry
from sandbox.slack.wire import Json

PATH = "/link/"
ACCEPTS_ANSWER: tuple[Kind, ...] = ("slash_commands", "interactive")


@dataclass(slots=True, eq=False)
class _Connection:
    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class SocketMode:
    """The WebSockets of one app.

    Args:
        app_id: the app that the sockets belong to.
        ack_timeout: the seconds that an envelope waits for its acknowledgement.
    """

    def __init__(self, app_id: str, ack_timeout: float) -> None:
        self._app_id = app_id
        self._ack_timeout = ack_timeout
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._connected = asyncio.Condition()

    @property
    def connections(self) -> int:
        """How many WebSockets are open."""
        return len(self._connections)

    def new_url(self, origin: str) -> str:
        """A WebSocket address that works once, as `apps.connections.open` gives it."""
        ticket = str(uuid.uuid4())
        self._tickets.add(ticket)
        return f"{origin.replace('http', 'ws', 1)}{PATH}?ticket={ticket}&app_id={self._app_id}"

    async def wait_for_connection(self, seconds: float) -> None:
        """Wait until an app is connected.

        Raises:
            TimeoutError: none came.
        """
        async with self._connected:
            await asyncio.wait_for(self._connected.wait_for(lambda: bool(self._connections)), seconds)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket from hello to the end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = _Connection(socket)
        await self._greet(connection)
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(connection, frame.json())
        finally:
            self._forget(connection)
        return socket

    async def deliver(self, kind: Kind, payload: Json, retry: Retry | None) -> Json:
        """Send an envelope over one of the connections and wait for its acknowledgement."""
        try:
            async with asyncio.timeout(self._ack_timeout):
                async with self._connected:
                    await self._connected.wait_for(lambda: bool(self._connections))
                return await self._exchange(kind, payload, retry)
        except TimeoutError:
            raise DeliveryError("timeout") from None
        except ConnectionError:
            raise DeliveryError("connection_failed") from None

    async def disconnect(self, reason: Literal["warning", "refresh_requested", "link_disabled"]) -> None:
        """Tell every connection to go, as Slack does now and then, and close it."""
        for connection in list(self._connections):
            self._forget(connection)
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json(
                    {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
                )
            await connection.socket.close()

    async def close(self) -> None:
        """End every connection without a word."""
        for connection in list(self._connections):
            self._forget(connection)
            await connection.socket.close()

    async def _greet(self, connection: _Connection) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self._connections) + 1,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {
                "host": "applink-sandbox",
                "started": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.000}",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }
        await connection.socket.send_json(hello)
        async with self._connected:
            self._connections.append(connection)
            self._connected.notify_all()

    async def _exchange(self, kind: Kind, payload: Json, retry: Retry | None) -> Json:
        # The connection that has waited longest takes the envelope and goes to the back of the row.
        connection = self._connections.pop(0)
        self._connections.append(connection)
        envelope_id = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind in ACCEPTS_ANSWER,
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {
                "retry_attempt": retry.attempt if retry else 0,
                "retry_reason": retry.reason if retry else "",
            }
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = answer
        try:
            await connection.socket.send_json(envelope)
            return await answer
        finally:
            connection.waiting.pop(envelope_id, None)

    def _acknowledge(self, connection: _Connection, frame: Json) -> None:
        answer = connection.waiting.get(str(frame.get("envelope_id")))
        if answer and not answer.done():
            answer.set_result(frame.get("payload") or {})

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
        for answer in connection.waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the app closed its WebSocket"))
