"""What was asked in one place is seen in no other."""

from typing import Any

import pytest

from sandbox.slack.wire import Json
from storage import AskStore, EvidenceStore, Viewer
from tests.bot.reading import words
from tests.bot.scene import APP, BOT, Scene

PLACE, ELSEWHERE = "C0PAYMENTS", "C0PLATFORM"


async def answered(scene: Scene, channel: str, text: str) -> Json:
    maya = await scene.member()
    ts = await maya.post(channel, text)
    return {**await maya.wait_for_reply(channel, ts), "channel": channel}


@pytest.mark.parametrize(
    ("person", "channel", "sees"),
    [
        ("U0JONAS", PLACE, True),
        ("U0JONAS", ELSEWHERE, False),
        ("U0JONAS", None, False),
        ("U0MAYA", ELSEWHERE, True),
        ("U0MAYA", None, True),
    ],
)
async def test_an_ask_is_seen_by_its_asker_and_in_its_channel(
    scene: Scene, person: str, channel: str | None, sees: bool
) -> None:
    await answered(scene, PLACE, f"<@{BOT}> why?")
    (ask,) = await scene.deck.asks.latest()
    asks, evidence = AskStore(scene.deck.database), EvidenceStore(scene.deck.database)
    viewer = Viewer(person, channel)
    assert bool(await asks.answer_of(ask.id, viewer)) is sees
    assert bool(await evidence.of_ask(ask.id, viewer)) is sees
    assert bool(await evidence.numbered(ask.id, 1, viewer)) is sees


@pytest.mark.parametrize("button", ["show_evidence", "show_details"])
async def test_a_button_with_somebody_elses_ask_shows_nothing(scene: Scene, button: str) -> None:
    maya = await scene.member()
    private = await maya.im(BOT)
    await answered(scene, private, "what is the salary of the CTO?")
    (ask,) = await scene.deck.asks.latest()
    message = await answered(scene, PLACE, f"<@{BOT}> why?")
    jonas = await scene.member("U0JONAS")
    await jonas.press(message, button, value=str(ask.id))
    view = (await jonas.wait_for_event("view_opened"))["view"]
    shown: Any = words(view)
    assert "salary" not in shown
    assert "payments-build #318" not in shown


async def test_the_home_tab_lists_ones_own_asks_alone(scene: Scene) -> None:
    await answered(scene, PLACE, f"<@{BOT}> why did it fail?")
    jonas = await scene.member("U0JONAS")
    await jonas.home(APP)
    home = (await jonas.wait_for_event("home"))["view"]
    assert "Your last asks" in words(home)
    assert "why did it fail" not in words(home)


async def test_another_channel_remembers_nothing_of_it(scene: Scene) -> None:
    await answered(scene, PLACE, f"<@{BOT}> first, here")
    await answered(scene, ELSEWHERE, f"<@{BOT}> second, there")
    second, first = await scene.deck.asks.latest()
    assert first.thread != second.thread
    assert await scene.deck.asks.turns_before(second) == []
