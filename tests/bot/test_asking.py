"""The ways in which people ask, from the message to the answer in its thread."""

from sandbox.slack.wire import Json
from storage.models import Ask
from tests.bot.reading import markdown, said
from tests.bot.scene import APP, BOT, Scene

CHANNEL = "C0PAYMENTS"


async def asks(scene: Scene) -> list[Ask]:
    return await scene.deck.asks.latest(limit=50)


async def test_a_mention_is_answered_in_its_thread(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why did the build fail?")
    answer = await maya.wait_for_reply(CHANNEL, ts)
    assert answer["thread_ts"] == ts
    assert "You asked: why did the build fail? [E1](http://127.0.0.1:1/job/318)" in markdown(answer)
    assert answer["metadata"]["event_type"] == "quarterdeck_answer"
    (ask,) = await asks(scene)
    assert answer["metadata"]["event_payload"] == {"ask_id": str(ask.id)}
    assert (ask.source, ask.asker, ask.text) == ("slack", "U0MAYA", "why did the build fail?")
    assert ask.thread == f"slack:T0LARKFIELD:{CHANNEL}:{ts}"


async def test_a_sign_comes_first_and_the_steps_are_shown(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why did the build fail?")
    answer = await maya.wait_for_reply(CHANNEL, ts)
    kinds = [event["type"] for event in maya.events if event["type"] in ("status", "message_changed")]
    assert kinds[0] == "status"
    plan = next(block for block in answer["blocks"] if block["type"] == "plan")
    assert plan["title"] == "DevOps engineer at work"
    assert [(task["title"], task["status"]) for task in plan["tasks"]] == [("Reading the log", "complete")]
    (ask,) = await asks(scene)
    assert ask.first_sign_at is not None
    assert ask.answered_at is not None
    assert (ask.first_sign_at - ask.created_at).total_seconds() < 1


async def test_the_answer_ends_with_evidence_details_and_feedback(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    answer = await maya.wait_for_reply(CHANNEL, ts)
    actions = next(block for block in answer["blocks"] if block["type"] == "actions")
    assert [item["text"]["text"] for item in actions["elements"]] == ["Evidence (1)", "Details"]
    assert answer["blocks"][-1]["type"] == "context_actions"


async def test_a_reply_in_the_thread_needs_no_mention(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why did it fail?")
    await maya.wait_for_reply(CHANNEL, ts)
    jonas = await scene.member("U0JONAS")
    since = len(jonas.events)
    await jonas.post(CHANNEL, "and who owns it?", thread_ts=ts)
    event = await jonas.wait_for(lambda event: "who owns it" in said(event), since=since)
    assert event["message"]["thread_ts"] == ts
    second, first = await asks(scene)
    assert second.thread == first.thread
    before = await scene.deck.asks.turns_before(second)
    assert [turn.role for turn in before] == ["person", "crew"]


async def test_a_mention_in_a_known_thread_is_one_ask(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> first")
    await maya.wait_for_reply(CHANNEL, ts)
    since = len(maya.events)
    await maya.post(CHANNEL, f"<@{BOT}> second", thread_ts=ts)
    await maya.wait_for(lambda event: "You asked: second" in said(event), since=since)
    assert [ask.text for ask in await asks(scene)] == ["second", "first"]


async def test_a_direct_message_is_answered_and_its_thread_named(scene: Scene) -> None:
    maya = await scene.member()
    channel = await maya.im(BOT)
    ts = await maya.post(channel, "what changed?")
    answer = await maya.wait_for_reply(channel, ts)
    assert "You asked: what changed?" in markdown(answer)
    title = await maya.wait_for_event("thread_title")
    assert (title["thread_ts"], title["title"]) == (ts, "what changed?")


async def test_the_agent_pane_suggests_prompts(scene: Scene) -> None:
    maya = await scene.member()
    await maya.agent(APP)
    event = await maya.wait_for_event("prompts")
    assert len(event["prompts"]) == 4
    assert all(prompt["title"] and prompt["message"] for prompt in event["prompts"])


async def test_what_is_no_ask_is_ignored(scene: Scene) -> None:
    maya = await scene.member()
    await maya.post(CHANNEL, "just talking")
    root = await maya.post(CHANNEL, "a thread of people")
    await maya.post(CHANNEL, "where the crew was not asked", thread_ts=root)
    gone = await maya.post(CHANNEL, "oops")
    await maya.edit(CHANNEL, gone, f"<@{BOT}> edited")
    await maya.delete(CHANNEL, gone)
    ts = await maya.post(CHANNEL, f"<@{BOT}> a real one")
    await maya.wait_for_reply(CHANNEL, ts)
    assert [ask.text for ask in await asks(scene)] == ["a real one"]
    assert all(record.acknowledged for record in scene.slack.outbox.events[:-2])


async def test_the_same_event_delivered_again_is_answered_once(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> once")
    await maya.wait_for_reply(CHANNEL, ts)
    for record in list(scene.slack.outbox.events):
        scene.slack.outbox.send_event(record.payload)
    after = await maya.post(CHANNEL, f"<@{BOT}> after")
    await maya.wait_for_reply(CHANNEL, after)
    assert sorted(ask.text for ask in await asks(scene)) == ["after", "once"]
    assert [ask.text for ask in scene.crew.asked] == ["once", "after"]


async def test_an_empty_mention_gets_a_hint(scene: Scene) -> None:
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}>  ")
    hint = await maya.wait_for_reply(CHANNEL, ts)
    assert "Ask me something" in hint["text"]
    assert await asks(scene) == []


async def test_a_very_long_message_is_read_to_a_limit_and_says_so(scene: Scene) -> None:
    scene.crew.reply = "Read. [E1]"
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> " + "word " * 7_990)
    answer = await maya.wait_for_reply(CHANNEL, ts)
    assert "I read the first 12,000" in markdown(answer)
    (ask,) = await asks(scene)
    assert 11_900 < len(ask.text) <= 12_000


async def test_a_long_answer_is_short_in_slack(scene: Scene) -> None:
    scene.crew.reply = "A sentence of an answer. [E1] " * 900
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> tell me everything")
    answer = await maya.wait_for_reply(CHANNEL, ts)
    assert 2_000 < len(markdown(answer).replace("(http://127.0.0.1:1/job/318)", "")) < 3_500


async def test_text_files_reach_the_ask(scene: Scene) -> None:
    maya = await scene.member()
    file_id = await maya.upload("error.log", b"Traceback: boom\n")
    image_id = await maya.upload("shot.png", b"\x89PNG\r\n\x1a\n")
    ts = await maya.post(CHANNEL, f"<@{BOT}> what is this?", file_ids=[file_id, image_id])
    await maya.wait_for_reply(CHANNEL, ts)
    log, image = scene.crew.asked[0].files
    assert (log["name"], log["text"]) == ("error.log", "Traceback: boom\n")
    assert image["id"] == image_id
    assert "text" not in image


async def test_a_chart_is_uploaded_into_the_thread(scene: Scene) -> None:
    scene.crew.image = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> show me")
    event = await maya.wait_for(lambda event: bool((event.get("message") or {}).get("files")))
    assert event["message"]["thread_ts"] == ts
    assert event["message"]["files"][0]["title"] == "payments-build #318 failed"


async def test_a_secret_in_a_question_is_not_kept(scene: Scene) -> None:
    maya = await scene.member()
    secret = "ghp_" + "a1B2" * 9
    ts = await maya.post(CHANNEL, f"<@{BOT}> is {secret} still valid?")
    await maya.wait_for_reply(CHANNEL, ts)
    (ask,) = await asks(scene)
    assert secret not in ask.text


async def test_a_failure_is_said_in_the_thread(scene: Scene) -> None:
    scene.crew.failure = RuntimeError("broken")
    maya = await scene.member()
    ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
    message: Json = await maya.wait_for_reply(CHANNEL, ts, seconds=30)
    assert "I could not answer that" in markdown(message)
    assert len(scene.crew.asked) == 3
    assert message["metadata"]["event_type"] == "quarterdeck_failure"


async def test_who_posts_a_secret_is_told_in_private(scene: Scene) -> None:
    maya = await scene.member()
    jonas = await scene.member("U0JONAS")
    secret = "ghp_" + "a1B2" * 9
    ts = await maya.post(CHANNEL, f"<@{BOT}> is {secret} still valid?")
    answer = await maya.wait_for_reply(CHANNEL, ts)
    shown = await maya.wait_for_event("ephemeral")
    warning = shown["message"]["text"]
    # Slack shows it in no thread in which nobody has written yet.
    assert shown["message"].get("thread_ts") is None
    assert "GitHub token" in warning
    assert "rotate" in warning
    assert secret not in warning + str(answer)
    assert not [event for event in jonas.events if event["type"] == "ephemeral"]
