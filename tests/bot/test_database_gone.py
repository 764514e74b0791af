"""The database goes away and comes back: nothing is acknowledged that is not stored, and nothing is lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from pydantic import SecretStr

from bot.runner import OUTAGE_PAUSES
from sandbox.slack import Timings
from tests.bot.reading import markdown
from tests.bot.scene import BOT, OpenScene
from tests.cable import Cable, cable_to, through
from tests.postgres import OwnPostgres, server_folder

CHANNEL = "C0PAYMENTS"


@pytest.fixture
async def cable(database_url: str) -> AsyncIterator[Cable]:
    laid = cable_to(database_url)
    await laid.mend()
    yield laid
    await laid.cut()


async def test_an_event_is_answered_when_the_database_is_back(
    cable: Cable, open_scene: OpenScene, database_url: str
) -> None:
    scene = await open_scene(
        slack={"timings": Timings(ack=3.0, retries=(0.5, 1.0, 2.0, 2.0))},
        database_url=SecretStr(through(cable, database_url)),
        slack_mode="http",
    )
    maya = await scene.member()
    await cable.cut()

    await maya.command(CHANNEL, "/deck", "ask anything")
    sorry = await maya.wait_for_event("ephemeral")
    assert "my database does not answer" in sorry["message"]["text"]
    assert await status(f"{scene.bot_address}/healthz") == 200
    assert await status(f"{scene.bot_address}/readyz") == 503

    ts = await maya.post(CHANNEL, "<@U0DECK> are you there?")
    record = scene.slack.outbox.events[-1]
    while not record.failures:
        await maya.boot()
    assert not record.acknowledged

    await cable.mend()
    answer = await maya.wait_for_reply(CHANNEL, ts, seconds=30)
    assert "You asked: are you there?" in markdown(answer)
    assert record.acknowledged
    assert len(scene.crew.asked) == 1
    assert await status(f"{scene.bot_address}/readyz") == 200


async def status(url: str) -> int:
    """The HTTP status of a page."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status


async def test_an_ask_whose_run_loses_the_database_is_answered_once(
    cable: Cable, open_scene: OpenScene, database_url: str
) -> None:
    scene = await open_scene(database_url=SecretStr(through(cable, database_url)))
    maya = await scene.member()
    scene.crew.hold = asyncio.Event()
    ts = await maya.post(CHANNEL, f"<@{BOT}> are you there?")
    await scene.crew.at_work.wait()
    await cable.cut()
    scene.crew.hold.set()
    await maya.wait_for(lambda event: event["type"] == "status" and "its database" in event["status"], 30)
    await cable.mend()
    answer = await maya.wait_for_reply(CHANNEL, ts, seconds=45)
    assert "You asked: are you there?" in markdown(answer)
    assert len(await maya.messages(CHANNEL, thread_ts=ts)) == 2


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    """A server of the test's own: others don't notice when it is away."""
    with server_folder() as folder:
        server = OwnPostgres(folder)
        yield server
        server.end()


async def test_an_outage_that_outlasts_the_runs_patience_delays_the_answer(
    own_postgres: OwnPostgres, open_scene: OpenScene
) -> None:
    url = await asyncio.to_thread(own_postgres.start)
    scene = await open_scene(database_url=SecretStr(url))
    maya = await scene.member()
    scene.crew.hold = asyncio.Event()
    ts = await maya.post(CHANNEL, f"<@{BOT}> are you there?")
    await scene.crew.at_work.wait()
    await asyncio.to_thread(own_postgres.go_away)
    scene.crew.hold.set()
    # It says so before every try, and once more when it has lost its patience.
    tries, seen = len(OUTAGE_PAUSES) + 1, 0
    for _ in range(tries):
        await maya.wait_for(is_waiting, 30, since=seen)
        seen = 1 + next(n for n, event in enumerate(maya.events) if n >= seen and is_waiting(event))
    await asyncio.to_thread(own_postgres.come_back)
    answer = await maya.wait_for_reply(CHANNEL, ts, seconds=60)
    assert "You asked: are you there?" in markdown(answer)
    assert len(await maya.messages(CHANNEL, thread_ts=ts)) == 2
    (ask,) = await scene.deck.asks.latest()
    assert ask.tries > 0


def is_waiting(event: dict[str, str]) -> bool:
    """Whether the thread's status says that the database is away."""
    return event["type"] == "status" and "its database" in event["status"]
