"""The two servers that acknowledge Slack's events: `python -m benchmarks.servers bare|edge|whole`.

`bare` is a slack-bolt app that does nothing else, `edge` is Quarterdeck without a worker, and `whole` is
`quarterdeck run` with all that belongs to it.
Each prints its address, and stops when its standard input ends.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

EVENTS_PATH = "/slack/events"


async def main(kind: str) -> None:
    """Serve until standard input ends."""
    with tempfile.TemporaryDirectory(prefix="quarterdeck-bench-") as folder:
        serve = _bare() if kind == "bare" else _deck(Path(folder), workers=int(kind == "whole"))
        async with serve as address:
            sys.stdout.write(f"{address}{EVENTS_PATH}\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


@asynccontextmanager
async def _bare() -> AsyncIterator[str]:
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
    from slack_bolt.app.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.event("app_mention")
    async def nothing(event: dict[str, Any]) -> None:
        return None

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application()
    application.add_routes([web.post(EVENTS_PATH, events)])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _deck(home: Path, *, workers: int) -> AsyncIterator[str]:
    from bot.app import slack_edge
    from bot.log import configure
    from bot.service import Deck
    from bot.settings import Settings
    from bot.workers import worker_processes

    os.environ |= {"QUARTERDECK_HOME": str(home), "SLACK_MODE": "http", "HOST": "127.0.0.1", "PORT": "0"}
    settings = Settings.load()
    # As the command does: on standard output the lines of three thousand asks would fill the pipe.
    configure(settings.log_level, settings.log_format)
    async with (
        Deck.open(settings, crew=None) as deck,
        slack_edge(deck) as address,
        worker_processes(workers, settings),
    ):
        yield address


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
