"""`/deck` and what it says back."""

import pytest

from tests.bot.reading import markdown, said, words
from tests.bot.scene import OpenScene, Scene

CHANNEL = "C0PAYMENTS"


async def test_ask_opens_a_thread_and_answers_in_it(scene: Scene) -> None:
    maya = await scene.member()
    await maya.command(CHANNEL, "/deck", "ask why did the last payments build fail?")
    event = await maya.wait_for(lambda event: "You asked: why did" in said(event))
    message = event["message"]
    (root,) = [item for item in await maya.messages(CHANNEL) if item["ts"] == message["thread_ts"]]
    assert "<@U0MAYA> asked:" in root["text"]
    assert "why did the last payments build fail?" in root["text"]
    (ask,) = await scene.deck.asks.latest()
    assert ask.thread == f"slack:T0LARKFIELD:{CHANNEL}:{root['ts']}"


async def test_a_reply_to_a_command_uses_its_thread(scene: Scene) -> None:
    maya = await scene.member()
    await maya.command(CHANNEL, "/deck", "ask first thing")
    event = await maya.wait_for(lambda event: "You asked: first thing" in said(event))
    await maya.post(CHANNEL, "second thing", thread_ts=event["message"]["thread_ts"])
    await maya.wait_for(lambda event: "You asked: second thing" in said(event))
    second, _ = await scene.deck.asks.latest()
    assert [turn.text for turn in await scene.deck.asks.turns_before(second)][:1] == ["first thing"]


async def test_review_asks_for_a_review(scene: Scene) -> None:
    maya = await scene.member()
    await maya.command(CHANNEL, "/deck", "review payments#42")
    await maya.wait_for(lambda event: "You asked: review payments#42" in said(event))
    assert [ask.text for ask in await scene.deck.asks.latest()] == ["review payments#42"]


async def test_where_the_bot_is_not_a_member_it_answers_the_asker(open_scene: OpenScene) -> None:
    scene = await open_scene(slack={"bot_channels": []})
    maya = await scene.member()
    await maya.command(CHANNEL, "/deck", "ask anything")
    event = await maya.wait_for(lambda event: "You asked: anything" in said(event))
    assert event["channel"].startswith("D")
    (root, *_) = await maya.messages(event["channel"], thread_ts=event["message"]["thread_ts"])
    assert "I'm not in <#C0PAYMENTS>" in root["text"]
    assert "You asked: anything" in markdown(event["message"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "/deck review payments#42"),
        ("help", "/deck review payments#42"),
        ("dance with me", "I don't know `/deck dance`"),
        ("status", "Nothing was asked yet."),
    ],
)
async def test_what_only_the_asker_sees(scene: Scene, text: str, expected: str) -> None:
    maya = await scene.member()
    await maya.command(CHANNEL, "/deck", text)
    event = await maya.wait_for_event("ephemeral")
    assert expected in words(event["message"])


@pytest.mark.parametrize(
    ("text", "expected"), [("ask", "What do you want to know?"), ("review  ", "Which pull request?")]
)
async def test_an_empty_question_gets_a_hint(scene: Scene, text: str, expected: str) -> None:
    maya = await scene.member()
    await maya.command(CHANNEL, "/deck", text)
    event = await maya.wait_for_event("ephemeral")
    assert expected in event["message"]["text"]
    assert await scene.deck.asks.latest() == []


async def test_status_shows_the_last_asks_with_links(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, "<@U0DECK> is it slow?")
    await maya.wait_for_reply(CHANNEL, ts)
    await maya.command(CHANNEL, "/deck", "status")
    event = await maya.wait_for_event("ephemeral")
    shown = words(event["message"])
    assert f"/archives/{CHANNEL}/p{ts.replace('.', '')}|is it slow?>" in shown
    assert "answered" in shown
    assert "⚪ GitHub" in shown
