"""Stop ends a run within two seconds, also one that waits for a slow system in another process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import slack_bot
from bot.blocks.stop import STOP, STOP_BLOCK
from bot.cli.company import demo_settings
from bot.service import Deck
from sandbox.slack import Member
from storage import AskStore, Database
from storage.models import Ask, AskStatus, AuditEntry
from tests.bot.processes import Running, running
from tests.bot.reading import Json, said
from tests.bot.scene import BOT, workspace

CHANNEL = "C0PAYMENTS"
SECONDS = 30
# The promise; measured by what the database kept, from the moment at which the stop was stored.
LONGEST_STOP_SECONDS = 2.0


@dataclass
class SlowJenkins:
    """A Jenkins that takes every request and answers none before it ends."""

    address: str = ""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    ends: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, _: web.Request) -> web.Response:
        self.asked.set()
        await self.ends.wait()
        raise web.HTTPServiceUnavailable


@pytest.fixture
async def jenkins() -> AsyncIterator[SlowJenkins]:
    slow = SlowJenkins()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", slow.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slow.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slow
    finally:
        slow.ends.set()
        await runner.cleanup()


@dataclass
class Place:
    """A workspace, and how the bot's processes reach everything."""

    folder: Path
    member: Member
    environment: dict[str, str]
    processes: AsyncExitStack

    async def start(self, *command: str, until: str) -> Running:
        """Start a command of the bot; returns when it has said something."""
        process = await self.processes.enter_async_context(running(self.folder, *command, **self.environment))
        await process.until(until)
        return process


@asynccontextmanager
async def opened(folder: Path, database_url: str, jenkins: SlowJenkins) -> AsyncIterator[Place]:
    catalogue = folder / "catalog.yml"
    pipelines = [{"name": "payments-build", "provider": "jenkins", "kind": "build"}]
    catalogue.write_text(yaml.safe_dump({"pipelines": pipelines}))
    async with AsyncExitStack() as stack:
        slack, address = await stack.enter_async_context(workspace(folder))
        environment = {
            "DATABASE_URL": database_url,
            "SLACK_API_URL": f"{address}/api/",
            "SLACK_BOT_TOKEN": slack.secrets.bot_token,
            "SLACK_APP_TOKEN": slack.secrets.app_token,
            "CATALOG": str(catalogue),
            "JENKINS_URL": jenkins.address,
            "JENKINS_USER": "quarterdeck",
            "JENKINS_TOKEN": "any",
        }
        member = await stack.enter_async_context(Member(address, "U0MAYA"))
        yield Place(folder, member, environment, await stack.enter_async_context(AsyncExitStack()))


@pytest.mark.parametrize("by", ["word", "button"])
async def test_another_process_ends_its_run_in_time(
    tmp_path: Path, database_url: str, database: Database, jenkins: SlowJenkins, by: str
) -> None:
    async with opened(tmp_path, database_url, jenkins) as place:
        await place.start("run", "--role", "web", until="ready")
        worker = await place.start("run", "--role", "worker", until="working on asks")
        ts = await place.member.post(CHANNEL, f"<@{BOT}> why did the last payments-build fail?")
        await asyncio.wait_for(jenkins.asked.wait(), SECONDS)
        await say_stop(place.member, ts, by)
        ask, seconds = await told_after(place.member, database)
        assert worker.process.returncode is None
    assert (ask.status, ask.stopped_by) == (AskStatus.STOPPED, "U0MAYA")
    assert seconds < LONGEST_STOP_SECONDS


async def test_a_run_in_the_same_process_ends_in_time(
    tmp_path: Path, database_url: str, database: Database, jenkins: SlowJenkins
) -> None:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(opened(tmp_path, database_url, jenkins))
        own = {"database_url": SecretStr(database_url)}
        settings = demo_settings(place.environment, tmp_path).model_copy(update=own)
        await stack.enter_async_context(slack_bot(await stack.enter_async_context(Deck.open(settings))))
        ts = await place.member.post(CHANNEL, f"<@{BOT}> why did the last payments-build fail?")
        await asyncio.wait_for(jenkins.asked.wait(), SECONDS)
        await say_stop(place.member, ts, "word")
        ask, seconds = await told_after(place.member, database)
    assert ask.status == AskStatus.STOPPED
    assert seconds < LONGEST_STOP_SECONDS


async def say_stop(member: Member, ts: str, by: str) -> None:
    """Say it in the thread, or press the button that is shown while it works."""
    if by == "word":
        await member.post(CHANNEL, "stop", thread_ts=ts)
        return

    def has_button(event: Json) -> bool:
        blocks = (event.get("message") or {}).get("blocks") or ()
        return any(block.get("block_id") == STOP_BLOCK for block in blocks)

    event = await member.wait_for(has_button, SECONDS)
    await member.press({**event["message"], "channel": CHANNEL}, STOP)


async def told_after(member: Member, database: Database) -> tuple[Ask, float]:
    """The ask, and how long after the stop was stored its thread was told, as the database has kept it."""
    await member.wait_for(lambda event: "Stopped, without an answer" in said(event), SECONDS)
    asks = AskStore(database)
    async with asyncio.timeout(SECONDS):
        while (ask := (await asks.latest())[0]).delivered_at is None:
            pass
    async with database.session() as session:
        query = select(AuditEntry.created_at).where(AuditEntry.action == "ask.stopped")
        stored_at = (await session.execute(query)).scalar_one()
    return ask, (ask.delivered_at - stored_at).total_seconds()
