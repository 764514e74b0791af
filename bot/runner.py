"""Works on an ask: says that it was heard, lets the crew answer, keeps the outcome and delivers it.

The outcome is an answer, or a closing that says why there is none. It is stored before it is delivered: a run
that finds one delivers it and does not work on the ask again.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from psycopg import OperationalError

from agents import Answer, Progress, WaitsForLeave
from bot import closings
from bot.answers import answer_row, stored_answer
from bot.approvals import Cards
from bot.files import Files
from bot.replies import DeliveryError, Reply
from bot.replies.reply import Chart
from bot.replies.stream import SLACK_ERRORS
from bot.reviews import Boards
from bot.stops import StoppedError, Stops
from storage import AskStore, DatabaseUnavailableError, EvidenceStore, TryLaterError
from storage.models import Ask, AskStatus
from tools.redaction import redact
from tools.tool import ToolError

log = structlog.get_logger(__name__)

MOST_TRIES = 3
# How long an answer that can't be shown is tried again by itself; then it is kept and listed.
PATIENCE = timedelta(hours=1)
# How long the next questions of the thread wait for it.
HOLDS_THREAD = timedelta(seconds=30)
SHORTEST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 300.0
# A database that restarts is back within seconds; one that stays away longer costs the run its worker.
OUTAGE_PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)
DATABASE_GONE = (DatabaseUnavailableError, OperationalError)
HAND_OVER_SECONDS = 2.0


class Answers(Protocol):
    """What the runner needs of the crew."""

    async def answer(self, ask: Ask, progress: Progress) -> Answer:
        """Answer an ask, or go on where an earlier run was cut off."""

    async def forget(self, ask_id: UUID) -> None:
        """Remove what was kept for going on."""


class Runner:
    """Runs asks, each with its own reply.

    Args:
        asks: Where asks and answers are kept.
        evidence: What was found out for them.
        crew: Answers them.
        reply_to: The place where an ask's answer goes.
        files: Reads the files that came with asks.
        cards: Shows what waits for leave.
        boards: Shows the reviews that asks have made or changed.
        most_tries: How often an ask may fail, or end its worker, at the same place.
        patience: How long an answer that can't be shown is tried again.
    """

    def __init__(
        self,
        asks: AskStore,
        evidence: EvidenceStore,
        crew: Answers,
        reply_to: Callable[[Ask], Reply],
        files: Files | None = None,
        cards: Cards | None = None,
        boards: Boards | None = None,
        *,
        most_tries: int = MOST_TRIES,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._asks = asks
        self._runs = asks.runs
        self._stops = Stops(asks.runs)
        self._evidence = evidence
        self._crew = crew
        self._reply_to = reply_to
        self._files = files
        self._cards = cards
        self._boards = boards
        self._most_tries = most_tries
        self._patience = patience

    async def run_ask(self, ask_id: str) -> None:
        """The job: run one ask to its end. A repeated job goes on where the last one stopped.

        Raises:
            TryLaterError: the outcome can't be shown now.
        """
        with structlog.contextvars.bound_contextvars(ask_id=ask_id):
            ask = await self._runs.begin(UUID(ask_id))
            try:
                await self.run(ask, self._reply_to(ask))
            except asyncio.CancelledError:
                await self._hand_over(ask)
                raise

    async def run(self, ask: Ask, reply: Reply) -> Answer | None:
        """Run an ask that was begun.

        Returns:
            The answer, or None where there is none; the reply has said why.
        """
        if ask.delivered_at is not None:
            log.info("was delivered already")
            return None
        begun_before = ask.status != AskStatus.QUEUED or ask.tries > 1
        try:
            return await self._to_its_end(ask, reply, begun_before)
        finally:
            reply.let_go()

    async def _to_its_end(self, ask: Ask, reply: Reply, begun_before: bool) -> Answer | None:
        try:
            answer = await self._outcome(ask, reply)
        except WaitsForLeave as waiting:
            if await self._runs.rest(ask):
                await self._wait(ask, reply, waiting)
                return None
            # Somebody said stop while leave was asked for.
            await self._stopped(ask)
            answer = None
        finally:
            if self._cards is not None and begun_before:
                await self._cards.refresh_all(ask)
        await self._deliver(ask, reply, answer, begun_before)
        if answer is not None:
            log.info("answered", specialists=answer.specialists, seconds=answer.seconds_to_answer)
        return answer

    async def _outcome(self, ask: Ask, reply: Reply) -> Answer | None:
        """The answer; None where the ask is closed without one."""
        stored = await self._stored(ask)
        if stored is not None or ask.closing is not None:
            return stored
        if ask.stop_requested_at is not None:
            await self._stopped(ask)
            return None
        if ask.tries > self._most_tries:
            await self._close(ask, AskStatus.SET_ASIDE, closings.deadly(ask, self._most_tries))
            return None
        try:
            await reply.start()
            seen = ask.first_sign_at or datetime.now(UTC)
            await self._mark(ask, status=AskStatus.RUNNING, first_sign_at=seen, error=None)
            return await self._stops.run(ask.id, self._through_outages(ask, reply))
        except StoppedError:
            await self._stopped(ask)
        except ToolError as error:
            await self._close(ask, AskStatus.FAILED, closings.refused(error), error)
        except DATABASE_GONE:
            await reply.pause()
            raise
        except WaitsForLeave:
            raise
        except Exception as error:
            log.exception("ask failed", tries=ask.tries)
            if ask.tries < self._most_tries:
                raise
            await self._close(ask, AskStatus.SET_ASIDE, closings.failed(ask, self._most_tries), error)
        return None

    async def _wait(self, ask: Ask, reply: Reply, waiting: WaitsForLeave) -> None:
        """Let the job end: a decision brings the ask back to the queue."""
        log.info("waits for leave", approvals=len(waiting.approvals))
        await reply.rest()
        if self._cards is None:
            return
        try:
            for approval_id in waiting.approvals:
                await self._cards.show(ask, approval_id)
        except SLACK_ERRORS as error:
            raise TryLaterError(f"card not shown: {error}", SHORTEST_WAIT_SECONDS) from error

    async def _through_outages(self, ask: Ask, reply: Reply) -> Answer:
        for seconds in OUTAGE_PAUSES:
            try:
                return await self._answer(ask, reply)
            except DATABASE_GONE as error:
                log.warning("the database is away", reason=str(error), again_in_seconds=seconds)
            await reply.pause()
            await asyncio.sleep(seconds)
        return await self._answer(ask, reply)

    async def _answer(self, ask: Ask, reply: Reply) -> Answer:
        stored = await self._stored(ask)
        if stored is not None:
            return stored
        if ask.files and self._files is not None:
            await self._mark(ask, files=await self._files.with_text(ask.files))
        answer = await self._crew.answer(ask, reply)
        await self._asks.answer(ask, answer_row(answer), [])
        ask.status, ask.answered_at = AskStatus.ANSWERED, datetime.now(UTC)
        return stored_answer(ask, answer_row(answer), await self._asks.usage_of(ask.id))

    async def _stored(self, ask: Ask) -> Answer | None:
        row = await self._asks.answer_of(ask.id)
        return None if row is None else stored_answer(ask, row, await self._asks.usage_of(ask.id))

    async def _deliver(self, ask: Ask, reply: Reply, answer: Answer | None, begun_before: bool) -> None:
        if not await self._runs.is_current(ask):
            log.warning("another worker has taken this over and delivers it")
            return
        try:
            if begun_before and await reply.delivered():
                log.info("was delivered by a run that was cut off")
            elif answer is not None:
                await reply.finish(answer, await self._charts(answer))
            else:
                await reply.fail(ask.closing or closings.failed(ask, ask.tries))
            if self._boards is not None:
                await self._boards.after(ask)
        except DeliveryError as error:
            await self._not_delivered(ask, error)
            return
        await self._runs.delivered(ask)
        await self._crew.forget(ask.id)

    async def _not_delivered(self, ask: Ask, error: DeliveryError) -> None:
        """Have it tried again, later and later; soon the next questions of the thread don't wait for it.

        Raises:
            TryLaterError: this job is to try it again.
        """
        reason = redact(str(error))[:2000]
        since = await self._runs.undelivered(ask, reason)
        waited = (datetime.now(UTC) - since).total_seconds()
        if waited >= self._patience.total_seconds():
            log.error("kept undelivered, see `quarterdeck status`", reason=reason)
            return
        wait = min(max(waited, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS)
        log.warning("not delivered", reason=reason, again_in_seconds=round(wait))
        if waited >= HOLDS_THREAD.total_seconds() and await self._asks.deliver_later(ask, wait):
            return
        raise TryLaterError(f"not delivered: {reason}", wait) from error

    async def _charts(self, answer: Answer) -> list[Chart]:
        cited = {citation.id for citation in answer.citations}
        rows = await self._evidence.of_ask(answer.ask_id)
        return [Chart(row.title, row.image) for row in rows if f"E{row.number}" in cited and row.image]

    async def _stopped(self, ask: Ask) -> None:
        kept = await self._evidence.of_ask(ask.id)
        closing = closings.stopped(kept, *await self._runs.changes(ask.id))
        await self._close(ask, AskStatus.STOPPED, closing)

    async def _close(self, ask: Ask, status: AskStatus, closing: str, error: Exception | None = None) -> None:
        reason = None if error is None else redact(str(error))[:2000] or type(error).__name__
        log.info("closed", status=status, reason=reason)
        await self._runs.close(ask, status, closing, reason)

    async def _hand_over(self, ask: Ask) -> None:
        # The worker ends, by no fault of the ask. Without a database the try stays counted, which one may be.
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                await self._runs.hand_over(ask)
        except (*DATABASE_GONE, TimeoutError) as error:
            log.info("not handed over", reason=str(error))

    async def _mark(self, ask: Ask, **values: Any) -> None:
        for name, value in values.items():
            setattr(ask, name, value)
        await self._asks.change(ask.id, **values)
