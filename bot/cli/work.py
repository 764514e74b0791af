"""`quarterdeck work`: a worker beside the edge."""

import asyncio
import os
import sys
from typing import Annotated

import typer

from bot.cli.run import STOP_SECONDS
from bot.cli.running import run_command

WORKER_NICENESS = 10


def work(
    until_parent_ends: Annotated[
        bool, typer.Option("--until-parent-ends", hidden=True, help="End when standard input does.")
    ] = False,
) -> None:
    """Work on asks that `quarterdeck run` takes in; it starts one by itself, more may run anywhere."""
    run_command(_work(until_parent_ends), level="info", stopped=0, patience=STOP_SECONDS)


async def _work(until_parent_ends: bool) -> int:
    from bot.log import configure
    from bot.roles import worker
    from bot.settings import Settings

    # Thinking gives way to acknowledging: the edge and the database go first where processors are scarce.
    os.nice(WORKER_NICENESS)
    settings = Settings.load()
    settings.need_slack()
    configure(settings.log_level, settings.log_format)
    async with worker(settings):
        await (_parent_ends() if until_parent_ends else asyncio.Event().wait())
    return 0


async def _parent_ends() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
