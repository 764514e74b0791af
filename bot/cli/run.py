"""`quarterdeck run`: the bot."""

import asyncio
from typing import Annotated

import typer

from bot.cli.running import run_command


def run(
    workers: Annotated[
        int,
        typer.Option("--workers", min=0, max=64, help="Processes that work on asks."),
    ] = 1,
) -> None:
    """Run the bot: connect to Slack and answer until it is stopped."""
    run_command(_run(workers), level="info", stopped=0)


async def _run(workers: int) -> int:
    import structlog

    from bot.app import slack_edge
    from bot.log import configure
    from bot.service import Deck
    from bot.settings import Settings
    from bot.workers import worker_processes

    settings = Settings.load()
    settings.need_slack()
    configure(settings.log_level, settings.log_format)
    async with Deck.open(settings, crew=None) as deck, slack_edge(deck) as address, worker_processes(workers):
        structlog.get_logger(__name__).info("ready", at=address)
        await asyncio.Event().wait()
    return 0
