"""Answers in a Slack thread: a sign at once, the steps as they happen, the text, the evidence below it."""

from collections.abc import Awaitable, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block, MarkdownBlock
from slack_sdk.models.blocks.block_elements import UrlSourceElement
from slack_sdk.models.messages.chunk import PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from agents import SPECIALISTS, Answer, Routed, Step
from agents.grounding.hosts import KnownHosts
from agents.grounding.links import limit_links
from bot.blocks.answer import answer_footer
from bot.replies.reply import Chart, DeliveryError
from bot.replies.stream import SLACK_ERRORS, LiveMessage
from bot.replies.threads import (
    ANSWER_EVENT,
    FAILURE_EVENT,
    NOT_A_MEMBER,
    RESTING_EVENT,
    find_events,
    find_half_written,
    open_thread,
)
from bot.replies.warning import warn_of_secret
from bot.texts import LONGEST_ASK, cut, link_citations, web_address
from bot.texts.citations import without_pings
from storage import AskStore, Database
from storage.models import Ask
from tools.redaction import redact

log = structlog.get_logger(__name__)

# What people read without a click; the rest waits behind "Details".
SHORT = 3000
STATUS = "is looking into it…"
# What can be pressed now stands on the card; the word ends the ask as ever.
RESTING = (
    "⏸️ I asked for approval of the next step, see below. I go on when it is given; "
    "*stop* in this thread ends it."
)
PAUSED = "waits for its database and goes on by itself…"
WAITING = ["Choosing who knows about this…", "Looking at the evidence…", "Checking every number…"]
TITLE = 250
NOWHERE = KnownHosts(frozenset())


class SlackReply:
    """The reply to one ask."""

    def __init__(self, client: AsyncWebClient, database: Database, asks: AskStore, ask: Ask) -> None:
        self._client = client
        self._database = database
        self._asks = asks
        self._ask = ask
        self._message = LiveMessage(client, ask, self._remember)

    async def start(self) -> None:
        """Open a thread where there is none, and show a status in it."""
        try:
            await self._start()
        except SLACK_ERRORS as error:
            # The crew can work meanwhile; the answer is delivered when Slack is back.
            log.warning("no sign shown", reason=str(error))
        self._message.offer_stop()

    async def pause(self) -> None:
        """Say that the database is away, and that the answer will come."""
        await self._status(PAUSED, [PAUSED])

    async def rest(self) -> None:
        """Finish the message with the steps so far; what is decided is told in another one."""
        self._message.rest()
        await self._message.shown()
        metadata = Metadata(event_type=RESTING_EVENT, event_payload={"ask_id": str(self._ask.id)})
        rests = self._message.ts is not None and await self._streamed(RESTING, [], metadata)
        try:
            await self._take_left_away(self._message.ts if rests else None)
        except SLACK_ERRORS as error:
            log.warning("what was left in the thread is still there", reason=str(error))
            return
        self._ask.reply_ts = None
        await self._asks.change(self._ask.id, reply_ts=None)

    async def _take_left_away(self, resting: str | None) -> None:
        """Remove what is half written, and what rested before where there is a new message that rests."""
        left = await find_half_written(self._client, self._ask)
        if resting is not None:
            left += await find_events(self._client, self._ask, RESTING_EVENT)
        for ts in dict.fromkeys(left):
            if ts != resting:
                await self._remove(ts)

    async def _start(self) -> None:
        if self._ask.thread_ts is None:
            await open_thread(self._client, self._database, self._ask, tried_before=self._ask.tries > 1)
        problem = await self._status()
        if problem in NOT_A_MEMBER:
            # A shortcut works on messages of channels that the bot does not belong to: it can't write there.
            await open_thread(self._client, self._database, self._ask)
            problem = await self._status()
        if problem:
            self._message.show(PlanUpdateChunk(title="Looking into it"))
            await self._message.shown()
        if self._ask.first_sign_at is None:
            await self._try("warning of a secret", warn_of_secret(self._client, self._ask))

    def let_go(self) -> None:
        """Show no further steps, and no button."""
        self._message.let_go()

    async def delivered(self) -> bool:
        """Look for the answer of an earlier run, and take away what it left half written."""
        try:
            if await find_events(self._client, self._ask, ANSWER_EVENT, FAILURE_EVENT):
                return True
            for ts in await find_half_written(self._client, self._ask):
                if ts != self._message.ts:
                    await self._remove(ts)
        except SLACK_ERRORS as error:
            raise DeliveryError(str(error)) from error
        return False

    async def report(self, event: Routed | Step) -> None:
        """Show who answers and what is being looked at."""
        if isinstance(event, Routed):
            titles = [SPECIALISTS[id_].title for id_ in event.specialists]
            names = " and ".join(", ".join(titles).rsplit(", ", 1))
            self._message.show(
                PlanUpdateChunk(title=cut(f"{names} at work" if names else "Thinking", TITLE)[0])
            )
            return
        sources = (
            [UrlSourceElement(url=address, text=cut(event.outcome or event.title, 100)[0])]
            if (address := web_address(event.url))
            else None
        )
        self._message.show(
            TaskUpdateChunk(
                id=event.id[:255],
                title=cut(event.title, TITLE)[0],
                status=event.status,
                output=cut(event.outcome, TITLE)[0] or None,
                sources=sources,
            )
        )

    async def finish(self, answer: Answer, charts: Sequence[Chart]) -> None:
        """Stream the answer, then upload its charts."""
        text, more = cut(answer.text, SHORT)
        links = {citation.id: citation.url for citation in answer.citations}
        shown = link_citations("\n\n".join([text, *self._notes(answer)]), links)
        await self._post(shown, answer_footer(answer, more))
        for chart in charts:
            upload = self._client.files_upload_v2(
                file=chart.image,
                filename="chart.png",
                title=cut(chart.title, 200)[0],
                alt_txt=cut(chart.title, 200)[0],
                channel=self._ask.channel,
                thread_ts=self._ask.thread_ts,
            )
            await self._try("chart", upload)
        if (self._ask.channel or "").startswith("D"):
            title = self._client.assistant_threads_setTitle(
                channel_id=self._ask.channel or "",
                thread_ts=self._ask.thread_ts or "",
                title=cut(" ".join(self._ask.text.split()), 100)[0],
            )
            await self._try("title", title)

    async def fail(self, message: str) -> None:
        """Say in the thread why there is no answer."""
        # What went wrong may be told in words that others wrote: no pings, no links, no secrets.
        shown = limit_links(without_pings(redact(message)), NOWHERE).text
        await self._post(shown, [], FAILURE_EVENT)

    async def _post(self, text: str, blocks: list[Block], event: str = ANSWER_EVENT) -> None:
        metadata = Metadata(event_type=event, event_payload={"ask_id": str(self._ask.id)})
        try:
            if self._ask.thread_ts is None:
                await open_thread(self._client, self._database, self._ask, tried_before=True)
            await self._message.shown()
            if not await self._streamed(text, blocks, metadata):
                await self._post_whole(text, blocks, metadata)
        except SLACK_ERRORS as error:
            raise DeliveryError(str(error) or type(error).__name__) from error

    async def _streamed(self, text: str, blocks: list[Block], metadata: Metadata) -> bool:
        if self._message.broken:
            return False
        try:
            await self._message.write(text, blocks, metadata)
        except SLACK_ERRORS as error:
            log.warning("stream broken", reason=str(error))
            return False
        return True

    async def _post_whole(self, text: str, blocks: list[Block], metadata: Metadata) -> None:
        # A stream that is broken stays half written for ever: take it away and post the answer in one piece.
        # Where the connection was lost, nobody has told us of the message that was begun.
        half = await find_half_written(self._client, self._ask)
        for ts in dict.fromkeys([*half, *([self._message.ts] if self._message.ts else [])]):
            await self._remove(ts)
        posted = await self._client.chat_postMessage(
            channel=self._ask.channel or "",
            thread_ts=self._ask.thread_ts,
            text=cut(text, SHORT)[0],
            blocks=[MarkdownBlock(text=text), *blocks],
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        await self._remember(posted["ts"])

    async def _status(self, status: str = STATUS, waiting: Sequence[str] = WAITING) -> str:
        """Show the status; the error, where Slack refuses."""
        try:
            await self._client.assistant_threads_setStatus(
                channel_id=self._ask.channel or "",
                thread_ts=self._ask.thread_ts or "",
                status=status,
                loading_messages=list(waiting),
            )
        except SlackApiError as error:
            return str(error.response["error"])
        except SLACK_ERRORS as error:
            return str(error) or type(error).__name__
        return ""

    def _notes(self, answer: Answer) -> list[str]:
        notes = [f"_{note}_" for note in answer.notes if note]
        long = self._ask.context.get("cut_from")
        if long:
            notes.append(f"_Your message had {long:,} characters; I read the first {LONGEST_ASK:,}._")
        return notes

    async def _remove(self, ts: str) -> None:
        try:
            await self._client.chat_delete(channel=self._ask.channel or "", ts=ts)
        except SlackApiError as error:
            if error.response["error"] != "message_not_found":
                raise

    async def _remember(self, ts: str) -> None:
        self._ask.reply_ts = ts
        await self._asks.change(self._ask.id, reply_ts=ts)

    async def _try(self, what: str, call: Awaitable[Any]) -> bool:
        try:
            await call
        except SLACK_ERRORS as error:
            log.warning(f"{what} not shown", reason=str(error))
            return False
        return True
