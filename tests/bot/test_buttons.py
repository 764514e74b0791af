"""What stands under an answer: feedback, evidence, details."""

from sqlalchemy import select

from sandbox.slack import Member
from sandbox.slack.wire import Json
from storage.models import Feedback
from tests.bot.reading import words
from tests.bot.scene import BOT, Scene

CHANNEL = "C0PAYMENTS"


async def answered(scene: Scene, maya: Member) -> Json:
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    message = await maya.wait_for_reply(CHANNEL, ts)
    return {**message, "channel": CHANNEL}


async def kept_feedback(scene: Scene) -> list[tuple[str, bool, str | None]]:
    async with scene.deck.database.session() as session:
        rows = (await session.execute(select(Feedback))).scalars().all()
    return [(row.person, row.helpful, row.comment) for row in rows]


async def test_a_thumbs_up_is_kept_and_thanked_for(scene: Scene) -> None:
    maya = await scene.member()
    message = await answered(scene, maya)
    (ask,) = await scene.deck.asks.latest()
    await maya.press(message, "feedback", value=f"up:{ask.id}")
    thanks = await maya.wait_for_event("ephemeral")
    assert "Thank you" in thanks["message"]["text"]
    assert await kept_feedback(scene) == [("U0MAYA", True, None)]


async def test_after_a_thumbs_down_a_comment_may_follow(scene: Scene) -> None:
    maya = await scene.member()
    message = await answered(scene, maya)
    (ask,) = await scene.deck.asks.latest()
    await maya.press(message, "feedback", value=f"down:{ask.id}")
    view = (await maya.wait_for_event("view_opened"))["view"]
    errors = await maya.submit(view, {"text": {"type": "plain_text_input", "value": "It was the network."}})
    assert errors == {}
    assert await kept_feedback(scene) == [("U0MAYA", False, "It was the network.")]


async def test_the_last_word_of_a_person_counts(scene: Scene) -> None:
    maya = await scene.member()
    message = await answered(scene, maya)
    (ask,) = await scene.deck.asks.latest()
    for value in ("up", "down"):
        since = len(maya.events)
        await maya.press(message, "feedback", value=f"{value}:{ask.id}")
        await maya.wait_for_event("ephemeral", since=since)
    assert await kept_feedback(scene) == [("U0MAYA", False, None)]


async def test_evidence_opens_and_can_be_read(scene: Scene) -> None:
    maya = await scene.member()
    message = await answered(scene, maya)
    await maya.press(message, "show_evidence")
    view = (await maya.wait_for_event("view_opened"))["view"]
    assert "payments-build #318 failed" in words(view)
    assert "<http://127.0.0.1:1/job/318|Open the original>" in words(view)
    await maya.press(view, "read_evidence")
    piece = (await maya.wait_for_event("view_pushed"))["view"]
    assert "line &lt;2&gt;" in words(piece)


async def test_long_evidence_has_pages(scene: Scene) -> None:
    scene.crew.content = "\n".join(f"{number} <a & b>" for number in range(9_000))
    maya = await scene.member()
    message = await answered(scene, maya)
    await maya.press(message, "show_evidence")
    view = (await maya.wait_for_event("view_opened"))["view"]
    await maya.press(view, "read_evidence")
    piece = (await maya.wait_for_event("view_pushed"))["view"]
    assert "Page 1 of" in words(piece)
    await maya.press(piece, "turn_piece_on")
    second = (await maya.wait_for_event("view_updated"))["view"]
    assert "Page 2 of" in words(second)


async def test_details_show_the_whole_answer(scene: Scene) -> None:
    scene.crew.reply = "A sentence of an answer. [E1] " * 900
    maya = await scene.member()
    message = await answered(scene, maya)
    await maya.press(message, "show_details")
    view = (await maya.wait_for_event("view_opened"))["view"]
    pages = [view]
    while "turn_details_on" in str(pages[-1]["blocks"]):
        since = len(maya.events)
        await maya.press(pages[-1], "turn_details_on")
        pages.append((await maya.wait_for_event("view_updated", since=since))["view"])
    shown = "\n".join(words(page) for page in pages)
    assert shown.count("A sentence of an answer.") == 900
    assert "• a detail <http://127.0.0.1:1/job/318|E1>" in shown
