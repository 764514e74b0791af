"""Works on an ask: says that it was heard, lets the crew answer, keeps the answer and delivers it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from agents import Answer, Progress
from bot.answers import answer_row, stored_answer, usage_row
from bot.files import Files
from bot.replies import Reply
from bot.replies.reply import Chart
from storage import AskStore, EvidenceStore
from storage.models import Ask, AskStatus
from tools.redaction import redact
from tools.tool import ToolError

log = structlog.get_logger(__name__)

SORRY = (
    "I could not answer that: something went wrong on my side. It is written down under {ask_id}; "
    "please ask again."
)


class Answers(Protocol):
    """What the runner needs of the crew."""

    async def answer(self, ask: Ask, progress: Progress) -> Answer:
        """Answer an ask, or go on where an earlier run was cut off."""

    async def forget(self, ask_id: UUID) -> None:
        """Remove what was kept for going on."""


class Runner:
    """Runs asks, each with its own reply."""

    def __init__(
        self,
        asks: AskStore,
        evidence: EvidenceStore,
        crew: Answers,
        reply_to: Callable[[Ask], Reply],
        files: Files | None = None,
    ) -> None:
        self._asks = asks
        self._evidence = evidence
        self._crew = crew
        self._reply_to = reply_to
        self._files = files

    async def run_ask(self, ask_id: str) -> None:
        """The job: run one ask to its end. A repeated job goes on where the first one stopped."""
        with structlog.contextvars.bound_contextvars(ask_id=ask_id):
            ask = await self._asks.get(UUID(ask_id))
            await self.run(ask, self._reply_to(ask))

    async def run(self, ask: Ask, reply: Reply) -> Answer | None:
        """Run an ask.

        Returns:
            The answer, or None where it failed; the reply has said so.
        """
        if ask.status != AskStatus.QUEUED and await reply.delivered():
            log.info("was delivered already")
            return None
        try:
            await reply.start()
            seen = ask.first_sign_at or datetime.now(UTC)
            await self._mark(ask, status=AskStatus.RUNNING, first_sign_at=seen, error=None)
            answer = await self._answer(ask, reply)
            await reply.finish(answer, await self._charts(answer))
        except Exception as error:
            await self._failed(ask, reply, error)
            return None
        await self._mark(ask, answered_at=datetime.now(UTC))
        await self._crew.forget(ask.id)
        answer = stored_answer(ask, answer_row(answer), [usage_row(answer)])
        log.info("answered", specialists=answer.specialists, seconds=answer.seconds_to_answer)
        return answer

    async def _answer(self, ask: Ask, reply: Reply) -> Answer:
        row = await self._asks.answer_of(ask.id)
        if row is not None:
            return stored_answer(ask, row, await self._asks.usage_of(ask.id))
        if ask.files and self._files is not None:
            await self._mark(ask, files=await self._files.with_text(ask.files))
        answer = await self._crew.answer(ask, reply)
        await self._asks.answer(ask, answer_row(answer), [usage_row(answer)])
        return answer

    async def _charts(self, answer: Answer) -> list[Chart]:
        cited = {citation.id for citation in answer.citations}
        rows = await self._evidence.of_ask(answer.ask_id)
        return [Chart(row.title, row.image) for row in rows if f"E{row.number}" in cited and row.image]

    async def _failed(self, ask: Ask, reply: Reply, error: Exception) -> None:
        log.exception("ask failed")
        reason = redact(str(error)) or type(error).__name__
        known = isinstance(error, ToolError)
        # People first: if the database is gone, the thread still hears of it, and the job is tried again.
        await reply.fail(f"I could not answer that. {reason}" if known else SORRY.format(ask_id=ask.id))
        await self._mark(ask, status=AskStatus.FAILED, error=reason[:2000])

    async def _mark(self, ask: Ask, **values: Any) -> None:
        for name, value in values.items():
            setattr(ask, name, value)
        await self._asks.change(ask.id, **values)
