from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block
from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk

from sandbox.slack import Member, Timings
from sandbox.slack.block_kit import check_message

Json = dict[str, Any]
TO_MAYA = {"recipient_team_id": "T0LARKFIELD", "recipient_user_id": "U0MAYA"}


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def started(workspace: Any, ts: str, **arguments: Any) -> str:
    answer = await workspace.client.chat_startStream(
        channel="C0PAYMENTS", thread_ts=ts, **TO_MAYA, **arguments
    )
    return str(answer["ts"])


async def test_the_sdk_helper_streams_an_answer(workspace: Any, maya: Member) -> None:
    ts = await maya.post("C0PAYMENTS", "why?")
    stream = await workspace.client.chat_stream(channel="C0PAYMENTS", thread_ts=ts, **TO_MAYA)
    task = TaskUpdateChunk(id="t1", title="Look at builds", status="in_progress", details="build 3")
    await stream.append(chunks=[task])
    begun = (await maya.wait_for(lambda one: bool((one.get("message") or {}).get("streaming"))))["message"]
    assert begun["chunks"][0]["title"] == "Look at builds"
    assert begun["blocks"][0] | {"block_id": ""} == {
        "type": "task_card",
        "block_id": "",
        "task_id": "t1",
        "title": "Look at builds",
        "status": "in_progress",
        "details": {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "build 3"}]}],
        },
    }
    await stream.append(chunks=[TaskUpdateChunk(id="t1", title="Look", status="complete", details="18")])
    await stream.append(markdown_text="It **failed**")
    await stream.stop(
        markdown_text=" in Test.",
        blocks=[{"type": "divider"}],
        metadata={"event_type": "answer", "event_payload": {"ask_id": "a1"}},
    )
    answer = await maya.wait_for_reply("C0PAYMENTS", ts)
    assert answer["text"] == "It **failed** in Test."
    assert [block["type"] for block in answer["blocks"]] == ["task_card", "markdown", "divider"]
    check_message(answer["blocks"])
    assert all(type(block) is not Block for block in Block.parse_all(answer["blocks"]))
    card = answer["blocks"][0]
    assert (card["title"], card["status"]) == ("Look", "complete")
    assert card["details"]["elements"][0]["elements"][0]["text"] == "build 318"
    assert answer["metadata"]["event_payload"] == {"ask_id": "a1"}
    stored = await workspace.client.conversations_replies(channel="C0PAYMENTS", ts=ts)
    assert stored["messages"][1]["streaming_state"] == "completed"
    assert "chunks" not in stored["messages"][1]


async def test_a_plan_holds_all_tasks_together(workspace: Any, maya: Member) -> None:
    ts = await maya.post("C0PAYMENTS", "why?")
    stream_ts = await started(workspace, ts, task_display_mode="plan")
    chunks = [
        PlanUpdateChunk(title="Find out"),
        TaskUpdateChunk(id="1", title="One", status="complete"),
        MarkdownTextChunk(text="so far"),
        TaskUpdateChunk(id="2", title="Two", status="pending"),
    ]
    await workspace.client.chat_appendStream(channel="C0PAYMENTS", ts=stream_ts, chunks=chunks)
    stopped = await workspace.client.chat_stopStream(channel="C0PAYMENTS", ts=stream_ts)
    plan, text = stopped["message"]["blocks"]
    check_message([plan, text])
    assert (plan["type"], plan["title"]) == ("plan", "Find out")
    assert [task["title"] for task in plan["tasks"]] == ["One", "Two"]
    assert text["text"] == "so far"


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ("recipient_team_id", "missing_recipient_team_id"),
        ("recipient_user_id", "missing_recipient_user_id"),
    ],
)
async def test_a_channel_needs_recipients(workspace: Any, maya: Member, missing: str, error: str) -> None:
    ts = await maya.post("C0PAYMENTS", "why?")
    recipients = {key: value for key, value in TO_MAYA.items() if key != missing}
    call = workspace.client.chat_startStream(channel="C0PAYMENTS", thread_ts=ts, **recipients)
    assert await error_of(call) == error


async def test_a_direct_message_needs_none(workspace: Any, maya: Member) -> None:
    channel = await maya.im("U0DECK")
    ts = await maya.post(channel, "why?")
    stream = await workspace.client.chat_startStream(channel=channel, thread_ts=ts, markdown_text="because")
    await workspace.client.chat_stopStream(channel=channel, ts=stream["ts"])
    assert (await maya.wait_for_reply(channel, ts))["text"] == "because"


async def test_what_a_stream_refuses(workspace: Any, maya: Member) -> None:
    client = workspace.client
    ts = await maya.post("C0PAYMENTS", "why?")
    stream = {"channel": "C0PAYMENTS", "ts": await started(workspace, ts, markdown_text="so")}
    text = [{"type": "markdown_text", "text": "x"}]
    assert await error_of(client.chat_appendStream(**stream)) == "markdown_text_or_chunks_required"
    assert await error_of(client.chat_appendStream(**stream, chunks=text)) == "streaming_mode_mismatch"
    both = client.chat_appendStream(**stream, chunks=text, markdown_text="y")
    assert await error_of(both) == "cannot_provide_both_markdown_text_and_chunks"
    assert await error_of(client.chat_appendStream(**stream, markdown_text="x" * 12_001)) == "msg_too_long"
    assert await error_of(client.chat_update(**stream, text="x")) == "streaming_state_conflict"
    assert await error_of(client.chat_appendStream(channel="C0PAYMENTS", ts=ts, markdown_text="x")) == (
        "message_not_owned_by_app"
    )
    await client.chat_stopStream(**stream)
    assert await error_of(client.chat_appendStream(**stream, markdown_text="x")) == (
        "message_not_in_streaming_state"
    )


@pytest.mark.parametrize(
    "chunk",
    [
        {"type": "picture"},
        {"type": "task_update", "id": "1", "title": "x", "status": "completed"},
        {"type": "task_update", "id": "1", "title": "x" * 257, "status": "complete"},
        {"type": "plan_update"},
        {"type": "markdown_text", "text": "x", "size": 3},
    ],
)
async def test_chunks_are_checked(workspace: Any, maya: Member, chunk: Json) -> None:
    ts = await maya.post("C0PAYMENTS", "why?")
    stream_ts = await started(workspace, ts)
    call = workspace.client.chat_appendStream(channel="C0PAYMENTS", ts=stream_ts, chunks=[chunk])
    assert await error_of(call) == "invalid_chunks"


async def test_blocks_among_the_chunks(workspace: Any, maya: Member) -> None:
    ts = await maya.post("C0PAYMENTS", "why?")
    stream = {"channel": "C0PAYMENTS", "ts": await started(workspace, ts)}
    good, bad = {"type": "blocks", "blocks": [{"type": "divider"}]}, {"type": "blocks", "blocks": [{}]}
    assert await error_of(workspace.client.chat_appendStream(**stream, chunks=[bad])) == "invalid_blocks"
    stopped = await workspace.client.chat_stopStream(**stream, chunks=[good], blocks=[{"type": "divider"}])
    assert [block["type"] for block in stopped["message"]["blocks"]] == ["divider", "divider"]


async def test_a_stream_ends_by_itself(start: Callable[..., Awaitable[Any]]) -> None:
    workspace = await start(timings=Timings(stream=0.0))
    async with Member(workspace.url, "U0MAYA") as maya:
        ts = await maya.post("C0PAYMENTS", "why?")
        stream_ts = await started(workspace, ts, markdown_text="so")
        call = workspace.client.chat_stopStream(channel="C0PAYMENTS", ts=stream_ts, markdown_text="x")
        assert await error_of(call) == "message_not_in_streaming_state"
        await workspace.client.chat_update(channel="C0PAYMENTS", ts=stream_ts, text="in another way")
