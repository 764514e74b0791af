"""What a process of the bot does: take asks in, work on them, or keep house.

`quarterdeck run` does all of it; with `--role` each part has processes of its own, in any number.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from enum import StrEnum

import structlog

from bot.app import slack_client, slack_edge, slack_worker
from bot.observability.readiness import Check, at_most_every
from bot.observability.status import observed
from bot.service import Deck
from bot.settings import Settings
from bot.upkeep import keep_house
from bot.workers import worker_processes
from storage import UPKEEP

log = structlog.get_logger(__name__)

DOCUMENTS_CHECK_SECONDS = 30


class Role(StrEnum):
    """A process's part."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"
    SCHEDULER = "scheduler"


@asynccontextmanager
async def play(role: Role, settings: Settings, workers: int = 0) -> AsyncIterator[None]:
    """Play a part until the end of the block, which finishes or hands over what was begun.

    Args:
        role: The part.
        settings: The settings.
        workers: How many worker processes to start beside an edge.
    """
    if role is Role.WORKER:
        part = worker(settings)
    elif role is Role.SCHEDULER:
        part = scheduler(settings)
    else:
        part = edge(settings, workers if role is Role.ALL else 0)
    async with part:
        yield


@asynccontextmanager
async def edge(settings: Settings, workers: int) -> AsyncIterator[None]:
    """Take asks in, and let other processes work on them."""
    async with (
        Deck.open(settings, crew=None) as deck,
        observed(deck),
        worker_processes(workers, settings) as stop_workers,
        slack_edge(deck) as address,
    ):
        log.info("ready", at=address)
        try:
            yield
        finally:
            # They need their time to finish: it runs while the edge finishes too.
            stop_workers()


@asynccontextmanager
async def worker(settings: Settings) -> AsyncIterator[None]:
    """Work on asks."""
    async with AsyncExitStack() as stack:
        deck = await stack.enter_async_context(Deck.open(settings))
        if settings.chroma_url is not None:
            deck.readiness.add("documents", at_most_every(DOCUMENTS_CHECK_SECONDS, _documents(deck)))
        await stack.enter_async_context(observed(deck))
        await stack.enter_async_context(slack_worker(deck))
        log.info("working on asks")
        documents = asyncio.create_task(_warm_up(deck))
        stack.callback(documents.cancel)
        yield


@asynccontextmanager
async def scheduler(settings: Settings) -> AsyncIterator[None]:
    """Do what must be done now and then. Workers do it too: this process is for always being free for it."""
    async with Deck.open(settings, crew=None) as deck, observed(deck), slack_client(deck) as client:
        keep_house(deck, client)
        deck.queue.start_worker((UPKEEP,))
        log.info("keeping house")
        yield


async def _warm_up(deck: Deck) -> None:
    """Have ready what whoever asks first would wait for."""
    try:
        await deck.connections.workers.prepare()
    except OSError as error:
        log.warning("no process for analysers is ready", reason=str(error))
    await deck.documents.begin()


def _documents(deck: Deck) -> Check:
    async def check() -> None:
        await deck.connections.library.count()

    return check
