"""The App Home, the message shortcut, and the modal that both open."""

from agents import SPECIALISTS
from bot.blocks.systems import NOT_CONNECTED, systems_line
from bot.systems import System
from tests.bot.reading import markdown, said, words
from tests.bot.scene import APP, Scene

CHANNEL = "C0PAYMENTS"


def question(text: str) -> dict[str, dict[str, str]]:
    return {"text": {"type": "plain_text_input", "value": text}}


async def test_the_home_shows_the_crew_the_last_asks_and_the_systems(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, "<@U0DECK> is it slow?")
    await maya.wait_for_reply(CHANNEL, ts)
    await maya.home(APP)
    view = (await maya.wait_for_event("home"))["view"]
    shown = words(view)
    for title in (
        "Code reviewer",
        "DevOps engineer",
        "Security analyst",
        "Cost optimizer",
        "Incident responder",
    ):
        assert title in shown
    assert f"p{ts.replace('.', '')}|is it slow?>" in shown
    assert "“why did the last build fail?”" in shown
    assert "⚪ Prometheus" in shown
    assert "Public, nothing to set: OSV, deps.dev" in shown
    assert NOT_CONNECTED in shown


def test_nothing_is_said_of_empty_circles_where_there_is_none() -> None:
    connected = [System("GitHub", True, ()), System("OSV", True, (), public=True)]
    line = str(systems_line(connected).to_dict())
    assert "🟢 GitHub" in line
    assert "🟢 OSV" not in line
    assert NOT_CONNECTED not in line


async def test_what_a_button_asks_stands_beside_it(scene: Scene) -> None:
    maya = await scene.member()
    await maya.home(APP)
    view = (await maya.wait_for_event("home"))["view"]
    rows = [block for block in view["blocks"] if "ask_example" in str(block.get("accessory"))]
    assert len(rows) == len(SPECIALISTS)
    for row in rows:
        asked = row["accessory"]["value"]
        assert f"“{asked}”" in row["text"]["text"]
        assert row["accessory"]["accessibility_label"] == f"Ask this: {asked}"


async def test_an_example_of_the_home_is_asked_in_a_direct_message(scene: Scene) -> None:
    maya = await scene.member()
    await maya.home(APP)
    view = (await maya.wait_for_event("home"))["view"]
    await maya.press(view, "ask_example_devops-engineer")
    modal = (await maya.wait_for_event("view_opened"))["view"]
    assert "why did the last build fail?" in str(modal["blocks"])
    assert await maya.submit(modal, question("why did it fail?")) == {}
    event = await maya.wait_for(lambda event: "You asked: why did it fail?" in said(event))
    assert event["channel"].startswith("D")


async def test_an_empty_question_stays_in_the_modal(scene: Scene) -> None:
    maya = await scene.member()
    await maya.home(APP)
    view = (await maya.wait_for_event("home"))["view"]
    await maya.press(view, "ask_anything")
    modal = (await maya.wait_for_event("view_opened"))["view"]
    assert await maya.submit(modal, question("   ")) == {"question": "Write down what you want to know."}
    assert await scene.deck.asks.latest() == []


async def test_a_question_about_a_message_is_answered_under_it(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, "checkout answers 502 since noon")
    await maya.shortcut("ask_about_message", CHANNEL, ts)
    modal = (await maya.wait_for_event("view_opened"))["view"]
    assert "checkout answers 502 since noon" in words(modal)
    assert await maya.submit(modal, question("have we seen this before?")) == {}
    answer = await maya.wait_for_reply(CHANNEL, ts)
    assert "have we seen this before?\n\n> checkout answers 502 since noon" in markdown(answer)
    assert answer["thread_ts"] == ts
