"""An ask ends with an answer, or with words that say what happened and what to do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.replies.slack import SlackReply
from bot.runner import Runner
from bot.slack_retries import retry_handlers
from sandbox.serving import Served
from sandbox.slack import Member
from storage import NewAsk, TryLaterError
from storage.models import Ask, AskStatus
from storage.standing import read_standing
from tests.bot.reading import markdown, said
from tests.bot.scene import BOT, Scene
from tools.tool import ToolError

CHANNEL = "C0PAYMENTS"
SECONDS = 30


def runner(
    scene: Scene, patience: timedelta = timedelta(hours=1), client: AsyncWebClient | None = None
) -> Runner:
    """A second process's runner."""
    deck = scene.deck

    def reply_to(ask: Ask) -> SlackReply:
        return SlackReply(client or scene.client(), deck.database, deck.asks, ask)

    return Runner(deck.asks, deck.evidence, scene.crew, reply_to, patience=patience)


@asynccontextmanager
async def losing(scene: Scene, *methods: str) -> AsyncIterator[AsyncWebClient]:
    """A client whose connection is lost after Slack did what it was told, once for each of the methods."""
    left = list(methods)

    async def forward(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        kept = {
            key: value for key, value in request.headers.items() if key in ("Authorization", "Content-Type")
        }
        url = f"{scene.address}/api/{request.raw_path.removeprefix('/api/')}"
        async with (
            ClientSession() as session,
            session.request(request.method, url, data=await request.read(), headers=kept) as said,
        ):
            body = await said.read()
        if method in left:
            left.remove(method)
            assert request.transport is not None
            request.transport.abort()
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/api/{method}", forward)
    async with Served(app) as served:
        token, url = scene.slack.secrets.bot_token, f"{served.address}/api/"
        yield AsyncWebClient(token, base_url=url, retry_handlers=retry_handlers())


async def stored(scene: Scene, maya: Member) -> Ask:
    """An ask in a thread, which no worker knows of."""
    ts = await maya.post(CHANNEL, "the build is red")
    new = NewAsk(
        source="slack",
        event_id=ts,
        thread=f"slack:T0LARKFIELD:{CHANNEL}:{ts}",
        asker="U0MAYA",
        text="why?",
        team="T0LARKFIELD",
        channel=CHANNEL,
        thread_ts=ts,
        message_ts=ts,
    )
    asks = type(scene.deck.asks)(scene.deck.database)
    ask_id = await asks.receive(new)
    assert ask_id is not None
    return await asks.get(ask_id)


async def replies(maya: Member, ask: Ask) -> list[str]:
    messages = await maya.messages(CHANNEL, thread_ts=ask.thread_ts)
    return [markdown(message) for message in messages[1:]]


async def test_what_a_system_says_is_told_at_once(scene: Scene) -> None:
    scene.crew.failure = ToolError("GitHub does not accept the token.", "Set GITHUB_TOKEN to one that works.")
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    message = await maya.wait_for_reply(CHANNEL, ts, SECONDS)
    assert "Set GITHUB_TOKEN to one that works" in markdown(message)
    assert len(scene.crew.asked) == 1


async def test_an_ask_that_ends_its_workers_is_set_aside(scene: Scene) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    # What three workers left that died of it.
    await scene.deck.asks.change(ask.id, status=AskStatus.RUNNING, tries=3)
    await runner(scene).run_ask(str(ask.id))
    (told,) = await replies(maya, ask)
    assert "3 times. I have set it aside" in told
    assert str(ask.id) in told
    assert scene.crew.asked == []
    (kept,) = (await read_standing(scene.deck.database)).set_aside
    assert UUID(kept.ask_id) == ask.id


async def test_an_ask_that_gets_further_each_time_is_not_set_aside(scene: Scene) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    await scene.crew.answer(ask, SlackReply(scene.client(), scene.deck.database, scene.deck.asks, ask))
    await scene.deck.asks.change(ask.id, status=AskStatus.RUNNING, tries=3, progress=0)
    again = await scene.deck.asks.runs.begin(ask.id)
    assert (again.tries, again.progress) == (1, 1)
    assert (await scene.deck.asks.runs.begin(ask.id)).tries == 2


async def test_an_answer_that_slack_refuses_is_kept_and_delivered_later_once(scene: Scene) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    work = runner(scene)
    scene.slack.faults.server_error = 1.0
    with pytest.raises(TryLaterError):
        await work.run_ask(str(ask.id))
    (kept,) = (await read_standing(scene.deck.database)).undelivered
    assert UUID(kept.ask_id) == ask.id
    assert (await scene.deck.asks.get(ask.id)).state == "undelivered"
    scene.slack.faults.server_error = 0.0
    await work.run_ask(str(ask.id))
    assert ["You asked: why?" in text for text in await replies(maya, ask)] == [True]
    assert len(scene.crew.asked) == 1
    assert (await read_standing(scene.deck.database)).undelivered == ()
    assert (await scene.deck.asks.get(ask.id)).state == AskStatus.ANSWERED


async def test_slack_may_be_away_for_a_while(scene: Scene) -> None:
    maya = await scene.member()
    scene.crew.hold = asyncio.Event()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await scene.crew.at_work.wait()
    scene.slack.faults.server_error = 1.0
    scene.crew.hold.set()
    async with asyncio.timeout(SECONDS):
        while not (await read_standing(scene.deck.database)).undelivered:
            pass
    scene.slack.faults.server_error = 0.0
    await maya.wait_for(lambda event: "You asked: why?" in said(event), SECONDS)
    messages = [markdown(message) for message in (await maya.messages(CHANNEL, thread_ts=ts))[1:]]
    assert ["You asked: why?" in text for text in messages] == [True]
    assert len(scene.crew.asked) == 1


async def test_after_long_enough_it_is_kept_and_tried_no_more(scene: Scene) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    scene.slack.faults.server_error = 1.0
    await runner(scene, patience=timedelta(0)).run_ask(str(ask.id))
    (kept,) = (await read_standing(scene.deck.database)).undelivered
    assert kept.asker == "U0MAYA"
    assert kept.reason
    scene.slack.faults.server_error = 0.0
    assert await replies(maya, ask) == []
    assert await scene.deck.asks.answer_of(ask.id) is not None


@pytest.mark.parametrize(
    "lost",
    [
        ["chat.startStream"],
        ["chat.appendStream"],
        ["chat.stopStream"],
        ["chat.startStream", "chat.postMessage"],
        ["chat.stopStream", "chat.postMessage"],
    ],
)
async def test_what_slack_took_while_the_connection_was_lost_is_not_doubled(
    scene: Scene, lost: list[str]
) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    async with losing(scene, *lost) as client:
        work = runner(scene, client=client)
        if "chat.postMessage" in lost:
            with pytest.raises(TryLaterError):
                await work.run_ask(str(ask.id))
        await work.run_ask(str(ask.id))
    assert ["You asked: why?" in text for text in await replies(maya, ask)] == [True]
    assert len(scene.crew.asked) == 1


async def test_a_thread_is_opened_once_though_the_connection_was_lost(scene: Scene) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    await scene.deck.asks.change(ask.id, thread_ts=None, message_ts=None, text="opened once?")
    async with losing(scene, "chat.postMessage") as client:
        await runner(scene, client=client).run_ask(str(ask.id))
    opened = [message for message in await maya.messages(CHANNEL) if "opened once?" in message["text"]]
    assert len(opened) == 1
    assert ["opened once?" in text for text in await replies(maya, await scene.deck.asks.get(ask.id))] == [
        True
    ]


async def test_a_run_that_was_taken_over_delivers_nothing(scene: Scene) -> None:
    maya = await scene.member()
    ask = await stored(scene, maya)
    scene.crew.hold = asyncio.Event()
    late = asyncio.create_task(runner(scene).run_ask(str(ask.id)))
    await scene.crew.at_work.wait()
    scene.crew.hold.set()
    await runner(scene).run_ask(str(ask.id))
    await late
    assert ["You asked: why?" in text for text in await replies(maya, ask)] == [True]
