"""Threads that people have remembered, and answers that they marked as right."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from sandbox.slack.wire import Json
from storage.knowledge import Filters, page_at
from storage.models import Ask
from tests.bot.reading import words
from tests.bot.scene import BOT, OpenScene, Scene

CHANNEL, ELSEWHERE = "C0PAYMENTS", "C0PLATFORM"
QUESTION = "why do refunds take a day?"
TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3  # in two pieces: no scanner must take it for a real one
ANSWERS = f"answers/{CHANNEL}"
EVERYWHERE = Filters(everything=True)


async def begin_thread(scene: Scene, channel: str = CHANNEL) -> str:
    jonas, maya = await scene.member("U0JONAS"), await scene.member()
    ts = await jonas.post(channel, f"Why do refunds take a day? <@U0TOM> asked, with the token {TOKEN}")
    await maya.post(channel, "Refunds wait for the nightly batch of the gateway.", thread_ts=ts)
    return ts


async def remember(scene: Scene, ts: str, channel: str = CHANNEL, choice: str | None = None) -> Json:
    maya = await scene.member()
    seen = len(maya.events)
    await maya.shortcut("remember_this", channel, ts)
    modal = (await maya.wait_for_event("view_opened", since=seen))["view"]
    options = [one for block in modal["blocks"] for one in (block.get("element") or {}).get("options", ())]
    chosen = next((one for one in options if one["value"] == choice), None)
    values: dict[str, Json] = {}
    if chosen is not None:
        values = {"chosen": {"type": "radio_buttons", "selected_option": chosen}}
    assert await maya.submit(modal, values) == {}
    shown: Json = (await maya.wait_for_event("ephemeral", since=seen))["message"]
    return shown | {"modal": words(modal)}


async def found(scene: Scene, filters: Filters, question: str = QUESTION) -> list[Any]:
    return list(await scene.deck.connections.library.search(question, filters=filters))


async def test_a_thread_is_found_by_everyone(scene: Scene) -> None:
    ts = await begin_thread(scene)
    shown = await remember(scene, ts, choice="everyone")
    assert "Everyone finds it" in shown["text"]
    (hit, *_) = await found(scene, Filters())
    assert hit.url.endswith(f"/archives/{CHANNEL}/p{ts.replace('.', '')}")
    page = await scene.deck.connections.library.read(hit.path)
    assert page is not None
    assert "A thread in #payments" in page.text
    assert ": Refunds wait for the nightly batch of the gateway." in page.text
    assert TOKEN not in page.text
    assert "‹redacted" in page.text


async def test_channels_are_called_by_their_names(scene: Scene) -> None:
    jonas = await scene.member("U0JONAS")
    ts = await jonas.post(CHANNEL, "When the ledger lags, tell #platform and #security at once.")
    secret = scene.slack.workspace.channels["C0SECURITY"]
    secret.kind = "private"
    shown = await remember(scene, ts, choice="everyone")
    assert "> When the ledger lags, tell <#C0PLATFORM> and <#C0SECURITY> at once." in shown["modal"]
    (hit, *_) = await found(scene, Filters(), "what do we do when the ledger lags?")
    page = await scene.deck.connections.library.read(hit.path)
    assert page is not None
    assert "tell #platform and #C0SECURITY at once" in page.text


async def test_who_looks_at_a_thread_is_told_in_it(scene: Scene) -> None:
    ts = await begin_thread(scene)
    assert "thread_ts" not in await remember(scene, ts)
    reply = scene.slack.workspace.channels[CHANNEL].thread(ts)[-1]
    shown = await remember(scene, reply.ts)
    assert (shown["thread_ts"], "Remembered" in shown["text"]) == (ts, True)


async def test_chosen_for_the_channel_it_is_found_there_alone(scene: Scene) -> None:
    ts = await begin_thread(scene)
    await remember(scene, ts, choice="channel")
    assert await found(scene, Filters(channel=CHANNEL))
    assert not await found(scene, Filters(channel=ELSEWHERE))
    assert not await found(scene, Filters())


async def test_a_private_channel_keeps_its_threads(scene: Scene) -> None:
    scene.slack.workspace.channels[CHANNEL].kind = "private"
    ts = await begin_thread(scene)
    shown = await remember(scene, ts)
    assert "only asks from here will find it" in shown["modal"]
    assert await found(scene, Filters(channel=CHANNEL))
    assert not await found(scene, Filters())


async def test_chosen_anew_it_is_found_by_those_alone(scene: Scene) -> None:
    ts = await begin_thread(scene)
    await remember(scene, ts, choice="everyone")
    await remember(scene, ts, choice="channel")
    assert len({hit.source for hit in await found(scene, EVERYWHERE)}) == 1
    assert not await found(scene, Filters())


async def test_undo_takes_it_back(scene: Scene) -> None:
    ts = await begin_thread(scene)
    shown = await remember(scene, ts, choice="everyone")
    maya = await scene.member()
    await maya.press(shown, "forget_thread")
    await gone(scene, "threads", f"{CHANNEL}/{ts}.md")
    assert not await found(scene, EVERYWHERE)


@pytest.mark.parametrize("guest", [True, False])
async def test_guests_and_shared_channels_are_refused(scene: Scene, guest: bool) -> None:
    if guest:
        users = scene.slack.workspace.users
        users["U0MAYA"] = replace(users["U0MAYA"], guest=True)
    else:
        scene.slack.workspace.channels[CHANNEL].ext_shared = True
    ts = await begin_thread(scene)
    shown = await remember(scene, ts, choice="everyone")
    assert "Not remembered" in shown["text"]
    assert not await found(scene, EVERYWHERE)


async def test_where_the_bot_is_not_a_member_it_says_so(open_scene: OpenScene) -> None:
    scene = await open_scene(slack={"bot_channels": []})
    scene.slack.workspace.channels[CHANNEL].kind = "private"
    ts = await begin_thread(scene)
    maya = await scene.member()
    await maya.shortcut("remember_this", CHANNEL, ts)
    modal = (await maya.wait_for_event("view_opened"))["view"]
    assert "Invite me" in words(modal)


async def test_an_answer_marked_as_right_is_kept_with_who_said_so(scene: Scene) -> None:
    ask = await judged(scene, CHANNEL, "up")
    page = await kept(scene, ANSWERS, f"{ask.id}.md")
    assert page.approved_by == "U0MAYA"
    (hit, *_) = await found(scene, Filters(channel=CHANNEL), "how long do refunds take?")
    assert "[E1]" not in hit.text
    assert "You asked" in hit.text


async def test_it_is_taken_back_with_the_word(scene: Scene) -> None:
    ask = await judged(scene, CHANNEL, "up")
    await kept(scene, ANSWERS, f"{ask.id}.md")
    await press(scene, CHANNEL, ask, "down")
    await gone(scene, ANSWERS, f"{ask.id}.md")
    assert not await found(scene, EVERYWHERE, "how long do refunds take?")


async def test_it_stays_in_its_channel_for_it_may_quote_what_others_may_not_see(scene: Scene) -> None:
    ask = await judged(scene, CHANNEL, "up")
    await kept(scene, ANSWERS, f"{ask.id}.md")
    assert not await found(scene, Filters(channel="C0GENERAL"), "how long do refunds take?")


async def test_answers_in_direct_messages_are_not_kept(scene: Scene) -> None:
    maya = await scene.member()
    await judged(scene, await maya.im(BOT), "up")
    ask = await judged(scene, CHANNEL, "up")
    # Jobs of keeping are done one after another: the first one was done before this.
    await kept(scene, ANSWERS, f"{ask.id}.md")
    assert len({hit.path for hit in await found(scene, EVERYWHERE, "how long do refunds take?")}) == 1


async def judged(scene: Scene, channel: str, verdict: str) -> Ask:
    maya = await scene.member()
    ts = await maya.post(channel, f"<@{BOT}> how long do refunds take?")
    await maya.wait_for_reply(channel, ts)
    ask = (await scene.deck.asks.latest())[0]
    await press(scene, channel, ask, verdict)
    return ask


async def press(scene: Scene, channel: str, ask: Ask, verdict: str) -> None:
    maya = await scene.member()
    messages = await maya.messages(channel, thread_ts=ask.thread_ts)
    (message,) = [one for one in messages if one.get("bot_id") and f"up:{ask.id}" in str(one["blocks"])]
    await maya.press({**message, "channel": channel}, "feedback", value=f"{verdict}:{ask.id}")


async def kept(scene: Scene, source: str, path: str) -> Any:
    return await eventually(lambda: page_at(scene.deck.database, source, path))


async def gone(scene: Scene, source: str, path: str) -> None:
    async def away() -> bool:
        return await page_at(scene.deck.database, source, path) is None

    await eventually(away)


async def eventually(look: Callable[[], Awaitable[Any]]) -> Any:
    """What is there at last, where nobody says when."""
    async with asyncio.timeout(20):
        while not (seen := await look()):
            pass
        return seen
