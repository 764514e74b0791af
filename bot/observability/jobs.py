"""Watches asks being worked on: one span around each, and its numbers at the end."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import wraps
from uuid import UUID

import structlog

from bot.observability.metrics import Metrics
from storage import AskStore, DatabaseUnavailableError
from storage.models import Ask
from tools.observer import observer

log = structlog.get_logger(__name__)

RunAsk = Callable[[str], Awaitable[None]]


def watched_ask(run_ask: RunAsk, asks: AskStore, metrics: Metrics) -> RunAsk:
    """The same job, watched."""

    @wraps(run_ask)
    async def watch(ask_id: str) -> None:
        begun = datetime.now(UTC)
        with observer().span("ask", **{"quarterdeck.ask_id": ask_id}):
            await run_ask(ask_id)
        try:
            await _count(await asks.get(UUID(ask_id)), begun, asks, metrics)
        except DatabaseUnavailableError as error:
            # The ask is done: it must not be done again for the sake of a number.
            log.warning("ask not counted", ask_id=ask_id, reason=str(error))

    return watch


async def _count(ask: Ask, begun: datetime, asks: AskStore, metrics: Metrics) -> None:
    spent = await asks.usage_of(ask.id)
    ended = ask.delivered_at or ask.answered_at
    if ended is not None and ended >= begun:
        metrics.asks_finished.labels(str(ask.status)).inc()
    if ask.first_sign_at is not None and ask.first_sign_at >= begun:
        metrics.first_sign.observe((ask.first_sign_at - ask.created_at).total_seconds())
    if ask.answered_at is None or ask.answered_at < begun:
        return
    for usage in spent:
        metrics.tokens.labels(usage.model, "input").inc(usage.input_tokens)
        metrics.tokens.labels(usage.model, "output").inc(usage.output_tokens)
        metrics.dollars.labels(usage.model).inc(float(usage.usd or 0))
    metrics.answer.observe((ask.answered_at - ask.created_at).total_seconds())
