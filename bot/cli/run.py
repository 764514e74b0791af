"""`quarterdeck run`: the bot, or one part of it."""

import asyncio
from typing import Annotated, Literal

import typer

from bot.cli.running import run_command

# Kubernetes and systemd wait longer than this before they kill.
STOP_SECONDS = 20.0


def run(
    role: Annotated[
        Literal["all", "web", "worker", "scheduler"],
        typer.Option("--role", help="One part only, where each part has processes of its own."),
    ] = "all",
    workers: Annotated[
        int,
        typer.Option("--workers", min=0, max=64, help="Processes that work on asks, without --role."),
    ] = 1,
) -> None:
    """Run the bot: connect to Slack and answer until it is stopped."""
    run_command(_run(role, workers), level="info", stopped=0, patience=STOP_SECONDS)


async def _run(role: str, workers: int) -> int:
    from bot.log import configure
    from bot.roles import Role, play
    from bot.settings import Settings

    settings = Settings.load()
    settings.need_slack()
    configure(settings.log_level, settings.log_format)
    async with play(Role(role), settings, workers):
        await asyncio.Event().wait()
    return 0
