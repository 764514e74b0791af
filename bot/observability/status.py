"""Puts the watching of one process together: observer, checks, and the server that shows them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import nan

import structlog

from bot.observability.server import serve_status
from bot.observability.watch import watching
from bot.service import Deck
from bot.settings import SettingsError

log = structlog.get_logger(__name__)

JOB_STATES = {"todo": "waiting", "doing": "running"}


@asynccontextmanager
async def observed(deck: Deck) -> AsyncIterator[str]:
    """Watch this process, and say how it is, until the end of the block; yields where.

    Raises:
        SettingsError: the port that was asked for is taken.
    """
    settings = deck.settings
    chosen = "metrics_port" in settings.model_fields_set
    host, port = settings.metrics_host, settings.metrics_port

    async def refresh() -> None:
        await _count_jobs(deck)

    async with watching(deck.metrics):
        serving = serve_status(deck.readiness, deck.metrics, host, port, or_any=not chosen, refresh=refresh)
        try:
            address = await serving.__aenter__()
        except OSError as error:
            raise SettingsError(f"METRICS_PORT: nothing can listen on {host}:{port} ({error}).") from error
        try:
            log.info("status", at=address)
            yield address
        finally:
            await serving.__aexit__(None, None, None)


async def _count_jobs(deck: Deck) -> None:
    try:
        counts = await deck.queue.depth()
    except Exception as error:  # whatever it is: the other numbers are still worth having
        log.warning("queue not counted", reason=type(error).__name__)
        counts = dict.fromkeys(JOB_STATES, nan)
    for status, state in JOB_STATES.items():
        deck.metrics.jobs.labels(state).set(counts.get(status, 0))
