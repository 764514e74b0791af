"""Answers HTTP requests for as long as a block lasts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web


@asynccontextmanager
async def listening(
    application: web.Application, host: str, port: int, *, or_any: bool = False
) -> AsyncIterator[str]:
    """Listen until the end of the block; yields the address.

    Args:
        application: What answers.
        host: Where to listen.
        port: 0 takes any port that is free.
        or_any: Whether any other port will do where this one is taken.
    """
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await _begin(runner, host, port, or_any=or_any)
        bound = runner.addresses[0]
        yield f"http://{bound[0]}:{bound[1]}"
    finally:
        await runner.cleanup()


async def _begin(runner: web.AppRunner, host: str, port: int, *, or_any: bool) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        if not or_any:
            raise
        await web.TCPSite(runner, host, 0).start()
