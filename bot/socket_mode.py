"""The connection to Slack that needs no public address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.observability.readiness import NotReadyError, Readiness

FINISH_SECONDS = 5


class PatientHandler(AsyncSocketModeHandler):
    """Bolt's handler, which at the end lets what it has begun be acknowledged."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token)
        self._begun: set[asyncio.Task[Any]] = set()
        self._closing = False

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Handle a delivery. One that comes after the end has begun is left for Slack to send again."""
        task = asyncio.current_task()
        if self._closing or task is None:
            return
        self._begun.add(task)
        try:
            await super().handle(client, req)
        finally:
            self._begun.discard(task)

    async def check(self) -> None:
        """Make sure that Slack can reach the bot.

        Raises:
            NotReadyError: the connection is down; the client keeps trying to mend it.
        """
        if not await self.client.is_connected():
            raise NotReadyError("not connected")

    async def finish(self) -> None:
        """Take nothing more, let what was begun end, and close the connection."""
        self._closing = True
        if self._begun:
            await asyncio.wait(self._begun, timeout=FINISH_SECONDS)
        await self.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def socket_mode(app: AsyncApp, app_token: str, readiness: Readiness) -> AsyncIterator[str]:
    """Stay connected until the end of the block."""
    handler = PatientHandler(app, app_token)
    readiness.add("slack", handler.check)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield "Slack, by Socket Mode"
    finally:
        await handler.finish()
