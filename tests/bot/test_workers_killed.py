"""Real workers, killed in the middle of an ask: another goes on where they were, and answers once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import yaml
from pydantic import SecretStr
from sqlalchemy import text

from bot.app import slack_edge
from bot.service import Deck
from sandbox.slack import Member
from storage import Database
from tests.agents.openai_server import KEY, Calls, Reply, Request, Says, Waits, openai_server
from tests.bot.reading import markdown, said
from tests.bot.scene import BOT, ROOT, slack_settings, workspace

CHANNEL = "C0PAYMENTS"
SECONDS = 40
LOOKS = Calls(("list_commits", {"repository": "shop", "since": "24h"}))


def catalogue(folder: Path) -> Path:
    """A repository with one commit, and a catalogue that names it."""
    repository = folder / "shop"
    nobody = ["-c", "user.name=Jonas", "-c", "user.email=jonas@x.example"]
    subprocess.run(["git", "init", "-q", "-b", "main", repository], check=True)
    commit = ["commit", "-q", "--allow-empty", "-m", "Round refunds"]
    subprocess.run(["git", "-C", repository, *nobody, *commit], check=True)
    path = folder / "catalog.yml"
    entry = {"name": "shop", "provider": "git", "path": str(repository)}
    path.write_text(yaml.safe_dump({"repositories": [entry]}))
    return path


@asynccontextmanager
async def worker(environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """`quarterdeck work`, until the end of the block or its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "work",
        cwd=environment["QUARTERDECK_HOME"],
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def forget_heartbeats(database: Database) -> None:
    """Let the time pass after which a silent worker is dead."""
    async with database.session() as session:
        await session.execute(
            text("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 min'")
        )


async def test_another_goes_on_where_a_killed_one_was(database_url: str, tmp_path: Path) -> None:
    reached = asyncio.Event()

    def reply(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": ["devops-engineer"]}))
        return LOOKS if request.step == 0 else Waits(reached)

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(openai_server(reply))
        slack, address = await stack.enter_async_context(workspace(tmp_path))
        settings = slack_settings(slack, address, database_url=SecretStr(database_url), home=tmp_path)
        deck = await stack.enter_async_context(Deck.open(settings, crew=None))
        await stack.enter_async_context(slack_edge(deck))
        maya = await stack.enter_async_context(Member(address, "U0MAYA"))
        environment = {
            "QUARTERDECK_HOME": str(tmp_path),
            "DATABASE_URL": database_url,
            "SLACK_API_URL": f"{address}/api/",
            "SLACK_BOT_TOKEN": slack.secrets.bot_token,
            "SLACK_APP_TOKEN": slack.secrets.app_token,
            "CATALOG": str(catalogue(tmp_path)),
            "MODEL_PROVIDER": "openai",
            "MODEL": "scripted",
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": server.url,
        }
        first = await stack.enter_async_context(worker(environment))
        ts = await maya.post(CHANNEL, f"<@{BOT}> what changed in shop?")
        await asyncio.wait_for(reached.wait(), SECONDS)
        first.send_signal(signal.SIGKILL)
        await first.wait()
        await forget_heartbeats(deck.database)
        thought = len(server.requests)
        server.script = lambda request: Says("One commit [E1].")
        await stack.enter_async_context(worker(environment))
        await maya.wait_for(lambda event: "One commit" in said(event), SECONDS)
        messages = await maya.messages(CHANNEL, thread_ts=ts)
        assert ["One commit" in markdown(message) for message in messages[1:]] == [True]
        # It was not asked to choose again, and the commits were not read again.
        assert len(server.requests) == thought + 1
        (ask,) = await deck.asks.latest()
        assert [row.tool for row in await deck.evidence.of_ask(ask.id)] == ["list_commits"]
