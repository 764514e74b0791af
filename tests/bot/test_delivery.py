"""The way of an answer into Slack when something goes wrong on it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from agents import SpecialistId, Step
from bot.answers import answer_json, stored_answer
from bot.blocks.stop import STOP_BLOCK
from bot.replies.slack import SlackReply
from bot.runner import Runner
from sandbox.slack import Member
from sandbox.slack.wire import Json
from storage.models import Ask, AskStatus
from tests.bot.reading import markdown, said
from tests.bot.scene import BOT, Scene

CHANNEL = "C0PAYMENTS"


async def test_a_stream_that_breaks_is_replaced_by_one_message(scene: Scene) -> None:
    maya = await scene.member()
    scene.crew.reply = "A long sentence of an answer. [E1] " * 40
    scene.slack.faults.plan("chat.appendStream", *[500] * 9)
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    event = await maya.wait_for(lambda event: "A long sentence" in said(event))
    assert event["message"]["metadata"]["event_type"] == "quarterdeck_answer"
    thread = await maya.messages(CHANNEL, thread_ts=ts)
    assert len(thread) == 2
    assert markdown(thread[1]).count("A long sentence") == 40


async def test_slacks_rate_limit_is_waited_for(scene: Scene) -> None:
    maya = await scene.member()
    scene.slack.faults.plan("chat.stopStream", 429)
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    assert "You asked: why?" in markdown(await maya.wait_for_reply(CHANNEL, ts))
    assert [call.status for call in scene.slack.workspace.calls_of("chat.stopStream")] == [429, 200]


async def test_without_a_status_the_stream_is_the_first_sign(scene: Scene) -> None:
    maya = await scene.member()
    scene.slack.faults.plan("assistant.threads.setStatus", 500, 500, 500)
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    assert "You asked: why?" in markdown(await maya.wait_for_reply(CHANNEL, ts))
    (ask,) = await scene.deck.asks.latest()
    assert ask.first_sign_at is not None


async def test_a_job_that_is_repeated_after_the_answer_posts_nothing(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await scene.deck.asks.latest()
    await scene.deck.asks.change(ask.id, status=AskStatus.RUNNING, delivered_at=None)
    await runner(scene).run_ask(str(ask.id))
    assert len(await maya.messages(CHANNEL, thread_ts=ts)) == 2
    assert len(scene.crew.asked) == 1


async def test_a_run_that_was_cut_off_leaves_one_whole_answer(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await scene.deck.asks.latest()
    half = await half_written(scene, ask)
    await runner(scene).run_ask(str(ask.id))
    replies: list[Json] = (await maya.messages(CHANNEL, thread_ts=ts))[1:]
    assert half not in [message["ts"] for message in replies]
    assert ["You asked: why?" in markdown(message) for message in replies] == [True]
    assert len(scene.crew.asked) == 1


async def test_an_answer_that_cannot_be_shown_holds_no_later_question(scene: Scene) -> None:
    maya = await scene.member()
    scene.crew.hold = asyncio.Event()
    ts = await maya.post(CHANNEL, f"<@{BOT}> the first?")
    await scene.crew.at_work.wait()
    scene.slack.faults.server_error = 1.0
    scene.crew.hold.set()
    first = await undelivered(scene)
    # As after minutes: the next try comes in minutes, too.
    long_ago = datetime.now(UTC) - timedelta(minutes=4)
    await scene.deck.asks.change(first.id, undelivered_since=long_ago)
    await job_of_its_own(scene)
    scene.slack.faults.server_error = 0.0
    await maya.post(CHANNEL, f"<@{BOT}> and the second?", ts)
    await maya.wait_for(lambda event: "and the second?" in said(event))
    assert [one for one in await shown(maya, ts) if "the first?" in one] == []
    await run_now(scene)
    await maya.wait_for(lambda event: "the first?" in said(event))
    answers = await shown(maya, ts)
    assert ["the second?" in answers[0], "the first?" in answers[1], len(answers)] == [True, True, 2]
    assert len(scene.crew.asked) == 2


async def undelivered(scene: Scene) -> Ask:
    async with asyncio.timeout(30):
        while True:
            (ask,) = await scene.deck.asks.latest()
            if ask.undelivered_since is not None:
                return ask


async def job_of_its_own(scene: Scene) -> None:
    query = text(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver_ask' AND status = 'todo'"
    )
    async with asyncio.timeout(60):
        while True:
            async with scene.deck.database.session() as session:
                if await session.scalar(query):
                    return


async def run_now(scene: Scene) -> None:
    async with scene.deck.database.session() as session:
        await session.execute(
            text("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'deliver_ask'")
        )


async def shown(maya: Member, ts: str) -> list[str]:
    """What the bot says in a thread; people's questions hold no block that it would write."""
    messages = await maya.messages(CHANNEL, thread_ts=ts)
    return [markdown(message) for message in messages if "bot_id" in message]


async def half_written(scene: Scene, ask: Ask) -> str:
    """Leave things as a process does that dies while it streams the answer, which it has stored."""
    client = scene.client()
    assert ask.reply_ts is not None
    assert ask.thread_ts is not None
    await client.chat_delete(channel=CHANNEL, ts=ask.reply_ts)
    begun = await client.chat_startStream(
        channel=CHANNEL, thread_ts=ask.thread_ts, recipient_team_id=ask.team, recipient_user_id=ask.asker
    )
    await scene.deck.asks.change(ask.id, status=AskStatus.RUNNING, reply_ts=begun["ts"], delivered_at=None)
    return str(begun["ts"])


async def test_one_message_rests_after_runs_that_were_cut_off(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await scene.deck.asks.latest()
    await half_written(scene, ask)
    for _ in range(2):
        await rested(scene, await scene.deck.asks.get(ask.id))
    (left,) = (await maya.messages(CHANNEL, thread_ts=ts))[1:]
    assert left["metadata"]["event_type"] == "quarterdeck_resting"
    assert (await scene.deck.asks.get(ask.id)).reply_ts is None


async def test_what_rests_has_no_stop_button_beside_those_of_its_card(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await scene.deck.asks.latest()
    reply = SlackReply(scene.client(), scene.deck.database, scene.deck.asks, ask)
    await reply.start()
    await maya.wait_for(lambda event: _stoppable(event.get("message") or {}))
    await reply.rest()
    reply.let_go()
    left = (await maya.messages(CHANNEL, thread_ts=ts))[-1]
    assert left["metadata"]["event_type"] == "quarterdeck_resting"
    assert "*stop* in this thread ends it" in markdown(left)
    assert not _stoppable(left)


def _stoppable(message: dict[str, Any]) -> bool:
    return any(block.get("block_id") == STOP_BLOCK for block in message.get("blocks") or ())


async def test_a_stream_that_breaks_before_leave_is_asked_for_is_taken_away(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await scene.deck.asks.latest()
    scene.slack.faults.plan("chat.stopStream", *[500] * 9)
    await rested(scene, ask)
    (answer,) = (await maya.messages(CHANNEL, thread_ts=ts))[1:]
    assert answer["metadata"]["event_type"] == "quarterdeck_answer"


async def rested(scene: Scene, ask: Ask) -> None:
    """Show a step, and end the run as one does whose next step needs leave."""
    reply = SlackReply(scene.client(), scene.deck.database, scene.deck.asks, ask)
    await reply.report(Step("1", SpecialistId.DEVOPS_ENGINEER, "Reading the log", "in_progress"))
    await reply.rest()
    reply.let_go()


def runner(scene: Scene) -> Runner:
    """A second process's runner."""
    deck = scene.deck

    def reply_to(ask: Ask) -> SlackReply:
        return SlackReply(scene.client(), deck.database, deck.asks, ask)

    return Runner(deck.asks, deck.evidence, scene.crew, reply_to)


async def test_the_json_of_an_answer_has_its_shape(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    message = await maya.wait_for_reply(CHANNEL, ts)
    ask = await scene.deck.asks.get(UUID(message["metadata"]["event_payload"]["ask_id"]))
    row = await scene.deck.asks.answer_of(ask.id)
    assert row is not None
    data = answer_json(stored_answer(ask, row, await scene.deck.asks.usage_of(ask.id)))
    assert list(data) == [
        "ask_id",
        "specialists",
        "text",
        "citations",
        "findings",
        "usage",
        "seconds_to_first_sign",
        "seconds_to_answer",
    ]
    assert data["specialists"] == ["devops-engineer"]
    assert list(data["citations"][0]) == ["id", "tool", "source", "url", "at"]
    assert data["usage"] == {"model": "offline", "input_tokens": 0, "output_tokens": 0, "usd": 0.0}
    assert 0 <= data["seconds_to_first_sign"] <= data["seconds_to_answer"]
