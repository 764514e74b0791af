"""A Slack message that is being written: its steps and its text reach Slack at a pace that Slack allows.

https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiohttp import ClientError
from slack_sdk.errors import SlackClientError
from slack_sdk.models.blocks import Block
from slack_sdk.models.messages.chunk import BlocksChunk, Chunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.stop import STOP_BLOCK, stop_button
from bot.texts import cut, pieces
from storage.models import Ask

log = structlog.get_logger(__name__)

SLACK_ERRORS = (SlackClientError, ClientError, TimeoutError, OSError)

# chat.appendStream is in rate tier 4: more than 100 calls a minute.
PACE_SECONDS = 0.4
PIECE = 700
BUTTON_AFTER_SECONDS = 1.5
# What notifications show of a message with blocks.
FALLBACK_TEXT = 3000


class LiveMessage:
    """One streamed message. Steps that come faster than the pace are shown together."""

    def __init__(self, client: AsyncWebClient, ask: Ask, started: Callable[[str], Awaitable[None]]) -> None:
        self._client = client
        self._ask = ask
        self._started = started
        self._stream: AsyncChatStream | None = None
        self._waiting: dict[str, Chunk] = {}
        self._pump: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._offer: asyncio.Task[None] | None = None
        self._has_button = False
        self._has_title = False
        self._at_work: dict[str, TaskUpdateChunk] = {}
        self.broken = False

    @property
    def ts(self) -> str | None:
        """The message's timestamp, once it exists."""
        return self._stream.ts if self._stream is not None else None

    def show(self, chunk: TaskUpdateChunk | PlanUpdateChunk) -> None:
        """Show a step or the plan's title, soon."""
        if isinstance(chunk, TaskUpdateChunk):
            if not self._has_title:
                # A run that goes on after a pause: who is at work was told in the message before.
                self.show(PlanUpdateChunk(title="Continuing"))
            self._at_work.pop(chunk.id, None)
            if chunk.status == "in_progress":
                self._at_work[chunk.id] = chunk
            self._waiting[chunk.id] = chunk
        else:
            self._has_title = True
            self._waiting["plan"] = chunk
        self._start_pump()

    def rest(self) -> None:
        """Show the steps that were begun as waiting: nobody is at work on them now."""
        for step in list(self._at_work.values()):
            self.show(TaskUpdateChunk(id=step.id, title=step.title, status="pending"))

    def offer_stop(self) -> None:
        """Show a Stop button, if the work takes long enough that somebody could want it."""
        self._offer = asyncio.create_task(self._show_button())

    async def _show_button(self) -> None:
        await asyncio.sleep(BUTTON_AFTER_SECONDS)
        if not self._has_title:
            self.show(PlanUpdateChunk(title="Looking into it"))
        self._waiting["button"] = BlocksChunk(blocks=[stop_button(str(self._ask.id))])
        self._has_button = True
        self._start_pump()

    def _start_pump(self) -> None:
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._send_waiting())

    def let_go(self) -> None:
        """Show nothing more."""
        for task in (self._offer, self._pump):
            if task is not None:
                task.cancel()

    async def shown(self) -> None:
        """Wait until everything that was to be shown is shown."""
        if self._offer is not None:
            self._offer.cancel()
        self._closing.set()
        if self._waiting and not self.broken:
            self._start_pump()
        if self._pump is not None:
            await self._pump

    async def write(self, text: str, blocks: Sequence[Block], metadata: Metadata) -> None:
        """Stream the text and finish the message, without its Stop button: nobody is at work any more.

        Args:
            text: The text.
            blocks: What stands below it.
            metadata: By which the message can be found again.

        Raises:
            SlackClientError: Slack did not take it; the message may be there in part.
        """
        await self.shown()
        stream = await self._open()
        *first, last = pieces(text, PIECE, apart=False)
        for piece in first:
            await stream.append(markdown_text=piece)
            await self._tell_start(stream)
        ended = await stream.stop(markdown_text=last, blocks=blocks, metadata=metadata)
        if self._has_button:
            await self._take_button_away(ended["ts"], ended["message"], metadata)

    async def _take_button_away(self, ts: str, message: dict[str, Any], metadata: Metadata) -> None:
        kept = [block for block in message["blocks"] if block.get("block_id") != STOP_BLOCK]
        try:
            await self._client.chat_update(
                channel=self._ask.channel or "",
                ts=ts,
                text=cut(message.get("text") or "", FALLBACK_TEXT)[0],
                blocks=kept,
                metadata=metadata,
            )
        except SLACK_ERRORS as error:
            # The answer is there; a press on the button is told that it has ended.
            log.warning("stop button not taken away", reason=str(error))

    async def _send_waiting(self) -> None:
        try:
            # Where no thread could be opened yet, a step would stand in the channel by itself.
            while self._waiting and not self.broken and self._ask.thread_ts:
                chunks, self._waiting = list(self._waiting.values()), {}
                stream = await self._open()
                await stream.append(chunks=chunks)
                await self._tell_start(stream)
                await self._pause()
        except SLACK_ERRORS as error:
            # The steps are a courtesy: the answer will be posted in another way.
            log.warning("steps not shown", reason=str(error))
            self.broken = True

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(PACE_SECONDS):
                await self._closing.wait()
        except TimeoutError:
            return

    async def _open(self) -> AsyncChatStream:
        if self._stream is None:
            ask = self._ask
            self._stream = await self._client.chat_stream(
                channel=ask.channel or "",
                thread_ts=ask.thread_ts or "",
                recipient_team_id=ask.team,
                recipient_user_id=ask.asker,
                task_display_mode="plan",
                buffer_size=1,
            )
        return self._stream

    async def _tell_start(self, stream: AsyncChatStream) -> None:
        if stream.ts is not None and self._ask.reply_ts != stream.ts:
            await self._started(stream.ts)
