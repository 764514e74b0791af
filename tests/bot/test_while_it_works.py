"""What people say while an ask of theirs is worked on: taken up, queued, or the end of it."""

import asyncio

import pytest
import yaml

from sandbox.slack import Member
from sandbox.slack.wire import Json
from storage import AskStore
from storage.models import Ask, AskStatus
from tests.bot.reading import markdown, said
from tests.bot.scene import BOT, MANIFEST, OpenScene, Scene

CHANNEL = "C0PAYMENTS"
SECONDS = 20


async def asked(scene: Scene, maya: Member, text: str = "why did the build fail?") -> str:
    """Ask, and wait until the crew is at work on it."""
    scene.crew.hold = asyncio.Event()
    ts = await maya.post(CHANNEL, f"<@{BOT}> {text}")
    async with asyncio.timeout(SECONDS):
        await scene.crew.at_work.wait()
    return ts


def go_on(scene: Scene) -> None:
    assert scene.crew.hold is not None
    scene.crew.hold.set()


async def sign(maya: Member, ts: str) -> str:
    """The bot's reaction on a message."""
    event = await maya.wait_for(
        lambda event: event["type"] == "reaction" and event["ts"] == ts and bool(event["reactions"]), SECONDS
    )
    return str(event["reactions"][0]["name"])


async def answer(maya: Member, words: str) -> Json:
    message: Json = (await maya.wait_for(lambda event: words in said(event), SECONDS))["message"]
    return message


async def all_asks(scene: Scene) -> list[Ask]:
    return await scene.deck.asks.latest(limit=50)


async def test_an_addition_is_taken_up_by_the_run(scene: Scene) -> None:
    scene.crew.asks = AskStore(scene.deck.database)
    maya = await scene.member()
    ts = await asked(scene, maya)
    added = await maya.post(CHANNEL, "I meant staging", thread_ts=ts)
    assert await sign(maya, added) == "eyes"
    go_on(scene)
    await answer(maya, "You asked: why did the build fail?")
    await answer(maya, "You added: I meant staging.")
    (ask,) = await all_asks(scene)
    (turn,) = await scene.deck.asks.additions(ask.id)
    assert (turn.text, turn.author, turn.message_ts) == ("I meant staging", "U0MAYA", added)


async def test_an_addition_that_comes_too_late_is_answered_for_itself(scene: Scene) -> None:
    maya = await scene.member()
    ts = await asked(scene, maya)
    added = await maya.post(CHANNEL, "only the last hour", thread_ts=ts)
    assert await sign(maya, added) == "eyes"
    go_on(scene)
    await answer(maya, "You asked: why did the build fail?")
    await answer(maya, "You asked: only the last hour")
    assert [ask.text for ask in await all_asks(scene)] == ["only the last hour", "why did the build fail?"]


async def test_a_new_question_waits_its_turn(scene: Scene) -> None:
    maya = await scene.member()
    ts = await asked(scene, maya)
    second = await maya.post(CHANNEL, "who owns it?", thread_ts=ts)
    assert await sign(maya, second) == "hourglass_flowing_sand"
    assert len(scene.crew.asked) == 1
    go_on(scene)
    await answer(maya, "You asked: who owns it?")
    replies = [markdown(message) for message in (await maya.messages(CHANNEL, thread_ts=ts))[1:]]
    order = [text for text in replies if "You asked" in text]
    assert ["why did" in order[0], "who owns" in order[1]] == [True, True]


async def test_somebody_elses_words_are_an_ask_of_their_own(scene: Scene) -> None:
    maya, jonas = await scene.member(), await scene.member("U0JONAS")
    ts = await asked(scene, maya)
    other = await jonas.post(CHANNEL, "I meant staging", thread_ts=ts)
    assert await sign(maya, other) == "hourglass_flowing_sand"
    go_on(scene)
    await answer(maya, "You asked: I meant staging")
    assert [ask.asker for ask in await all_asks(scene)] == ["U0JONAS", "U0MAYA"]


async def test_without_the_scope_a_status_says_it(open_scene: OpenScene) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("reactions:write")
    scene = await open_scene(slack={"manifest": manifest})
    maya = await scene.member()
    ts = await asked(scene, maya)
    await maya.post(CHANNEL, "I meant staging", thread_ts=ts)
    await maya.wait_for(lambda event: event["type"] == "status" and "takes it up" in event["status"], SECONDS)
    go_on(scene)
    await answer(maya, "You asked: why did the build fail?")
    thread = await maya.messages(CHANNEL, thread_ts=ts)
    assert [message.get("reactions") or [] for message in thread] == [[]] * len(thread)


@pytest.mark.parametrize("who", ["U0MAYA", "U0JONAS"])
async def test_stop_ends_the_run_and_says_what_was_done(scene: Scene, who: str) -> None:
    maya, other = await scene.member(), await scene.member(who)
    ts = await asked(scene, maya)
    word = await other.post(CHANNEL, "stop", thread_ts=ts)
    message = await answer(maya, "Stopped, without an answer")
    assert "Nothing was changed" in markdown(message)
    assert await sign(maya, word) == "octagonal_sign"
    assert message["metadata"]["event_type"] == "quarterdeck_failure"
    assert scene.crew.cut_off == 1
    (ask,) = await all_asks(scene)
    assert (ask.status, ask.stopped_by) == (AskStatus.STOPPED, who)
    assert len(await maya.messages(CHANNEL, thread_ts=ts)) == 3


async def test_the_stop_button_is_there_while_it_works_and_gone_afterwards(scene: Scene) -> None:
    maya = await scene.member()
    ts = await asked(scene, maya)
    event = await maya.wait_for(lambda event: _has_button(event.get("message") or {}), SECONDS)
    await maya.press(event["message"] | {"channel": CHANNEL}, "stop")
    message = await answer(maya, "Stopped, without an answer")
    async with asyncio.timeout(SECONDS):
        while _has_button(message):
            message = (await maya.messages(CHANNEL, thread_ts=ts))[-1]
    assert "Stopped" in markdown(message)
    assert message["metadata"]["event_type"] == "quarterdeck_failure"


def _has_button(message: Json) -> bool:
    return any(block.get("block_id") == "stop" for block in message.get("blocks") or ())


async def test_an_ask_that_is_stopped_while_it_waits_is_not_begun(scene: Scene) -> None:
    maya = await scene.member()
    ts = await asked(scene, maya)
    await maya.post(CHANNEL, "who owns it?", thread_ts=ts)
    async with asyncio.timeout(SECONDS):
        while len(await all_asks(scene)) < 2:
            pass
    await maya.post(CHANNEL, "stop it please", thread_ts=ts)
    async with asyncio.timeout(SECONDS):
        while {ask.status for ask in await all_asks(scene)} != {AskStatus.STOPPED}:
            pass
    assert len(scene.crew.asked) == 1


async def test_stop_where_nothing_runs_says_so(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await answer(maya, "You asked: why?")
    await maya.post(CHANNEL, "stop", thread_ts=ts)
    await maya.wait_for(lambda event: "Nothing is running" in said(event), SECONDS)
    assert len(await all_asks(scene)) == 1
