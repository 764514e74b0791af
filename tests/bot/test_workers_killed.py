"""Real workers, killed in the middle of an ask: another goes on where they were, and answers once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import SecretStr
from sqlalchemy import text

from bot.app import slack_edge
from bot.runner import MOST_TRIES
from bot.service import Deck
from sandbox.slack import Member
from storage import Database
from storage.models import AskStatus
from tests.agents.openai_server import (
    KEY,
    Calls,
    OpenAiServer,
    Reply,
    Request,
    Says,
    Script,
    Waits,
    openai_server,
    script,
)
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
    """Let the time pass after which the silent worker of an ask is dead."""
    at_work = "SELECT worker_id FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'run_ask'"
    aged = "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 min'"
    async with database.session() as session:
        await session.execute(text(f"{aged} WHERE id IN ({at_work})"))


@dataclass
class Office:
    """An edge in this process, and what workers of their own need to answer beside it."""

    deck: Deck
    maya: Member
    server: OpenAiServer
    environment: dict[str, str]


@asynccontextmanager
async def office(folder: Path, database_url: str, reply: Script) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(openai_server(reply))
        slack, address = await stack.enter_async_context(workspace(folder))
        settings = slack_settings(slack, address, database_url=SecretStr(database_url), home=folder)
        deck = await stack.enter_async_context(Deck.open(settings, crew=None))
        await stack.enter_async_context(slack_edge(deck))
        maya = await stack.enter_async_context(Member(address, "U0MAYA"))
        environment = {
            "QUARTERDECK_HOME": str(folder),
            "DATABASE_URL": database_url,
            "SLACK_API_URL": f"{address}/api/",
            "SLACK_BOT_TOKEN": slack.secrets.bot_token,
            "SLACK_APP_TOKEN": slack.secrets.app_token,
            "CATALOG": str(catalogue(folder)),
            "MODEL_PROVIDER": "openai",
            "MODEL": "scripted",
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": server.url,
        }
        yield Office(deck, maya, server, environment)


async def kill(process: asyncio.subprocess.Process) -> None:
    """As the kernel does it: without a word."""
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def test_another_goes_on_where_a_killed_one_was(database_url: str, tmp_path: Path) -> None:
    reached = asyncio.Event()

    def reply(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": ["devops-engineer"]}))
        return LOOKS if request.step == 0 else Waits(reached)

    async with office(tmp_path, database_url, reply) as at, AsyncExitStack() as workers:
        first = await workers.enter_async_context(worker(at.environment))
        ts = await at.maya.post(CHANNEL, f"<@{BOT}> what changed in shop?")
        await asyncio.wait_for(reached.wait(), SECONDS)
        await kill(first)
        await forget_heartbeats(at.deck.database)
        thought = len(at.server.requests)
        at.server.script = lambda request: Says("One commit [E1].")
        await workers.enter_async_context(worker(at.environment))
        await at.maya.wait_for(lambda event: "One commit" in said(event), SECONDS)
        messages = await at.maya.messages(CHANNEL, thread_ts=ts)
        assert ["One commit" in markdown(message) for message in messages[1:]] == [True]
        # It was not asked to choose again, and the commits were not read again.
        assert len(at.server.requests) == thought + 1
        (ask,) = await at.deck.asks.latest()
        assert [row.tool for row in await at.deck.evidence.of_ask(ask.id)] == ["list_commits"]


async def test_an_ask_at_which_three_workers_died_is_set_aside(database_url: str, tmp_path: Path) -> None:
    reached = asyncio.Event()
    async with office(tmp_path, database_url, lambda _: Waits(reached)) as at, AsyncExitStack() as workers:
        victim = await workers.enter_async_context(worker(at.environment))
        ts = await at.maya.post(CHANNEL, f"<@{BOT}> what changed in shop?")
        for tries in (1, 2, 3):
            await asyncio.wait_for(reached.wait(), SECONDS)
            reached.clear()
            (ask,) = await at.deck.asks.latest()
            assert (ask.tries, ask.status) == (tries, AskStatus.RUNNING)
            # The next one starts while this one is still at it: the ask is all that is taken over.
            heir = await workers.enter_async_context(worker(at.environment))
            await kill(victim)
            await forget_heartbeats(at.deck.database)
            victim = heir
        told = await at.maya.wait_for(lambda event: "I have set it aside" in said(event), SECONDS)
        assert told["message"]["thread_ts"] == ts
        assert f"working on it ended my process {MOST_TRIES} times" in said(told)
        assert str(ask.id) in said(told)
        assert (await at.deck.asks.get(ask.id)).status == AskStatus.SET_ASIDE
        # No fourth worker was lost to it: it answers what is asked next, in the same thread.
        assert victim.returncode is None
        at.server.script = script(LOOKS, Says("One commit [E1]."))
        await at.maya.post(CHANNEL, f"<@{BOT}> who owns shop, please?", thread_ts=ts)
        await at.maya.wait_for(lambda event: "One commit" in said(event), SECONDS)
        assert victim.returncode is None
