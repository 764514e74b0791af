from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncAssistant
from slack_sdk.errors import SlackApiError

from sandbox.slack import Member

Json = dict[str, Any]
Connect = Callable[..., Awaitable[None]]


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_the_agent_view_from_opening_to_answer(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    seen: list[Json] = []

    @bolt.event("app_home_opened")
    async def opened(event: Json, set_suggested_prompts: Any) -> None:
        if event["tab"] == "messages":
            await set_suggested_prompts(prompts=["What failed?"], title="Ask")

    @bolt.event("message")
    async def asked(event: Json, set_status: Any, set_title: Any, say_stream: Any) -> None:
        seen.append(event)
        await set_status("looks at builds", loading_messages=["Reading logs"])
        stream = await say_stream()
        await stream.append(markdown_text="Nothing failed.")
        await stream.stop()

    await connect(bolt)
    pane = await maya.agent("A0DECK", channel_context="C0PAYMENTS")
    assert "thread_ts" not in pane
    prompts = await maya.wait_for_event("prompts")
    assert (prompts["channel"], prompts["thread_ts"]) == (pane["channel"], None)
    assert prompts["prompts"] == [{"title": "What failed?", "message": "What failed?"}]
    ts = await maya.post(pane["channel"], "What failed?")
    answer = await maya.wait_for_reply(pane["channel"], ts)
    assert answer["text"] == "Nothing failed."
    statuses = [event["status"] for event in maya.events if event["type"] == "status"]
    assert statuses[0] == "looks at builds"
    assert statuses[-1] == ""
    assert "thread_ts" not in seen[0]
    entity = {"type": "slack#/types/channel_id", "value": "C0PAYMENTS", "team_id": "T0LARKFIELD"}
    assert seen[0]["app_context"] == {"entities": [entity]}
    opened_event = workspace.events("app_home_opened")[0]
    assert (opened_event["tab"], opened_event["context"]) == ("messages", {"entities": [entity]})


async def test_a_changed_context_is_told(workspace: Any, maya: Member) -> None:
    await maya.agent("A0DECK", channel_context="C0PAYMENTS")
    await maya.look_at("A0DECK", "C0PAYMENTS")
    assert workspace.events("app_context_changed") == []
    await maya.look_at("A0DECK", "C0CHECKOUT")
    changed = workspace.events("app_context_changed")[0]
    assert changed["context"]["entities"][0]["value"] == "C0CHECKOUT"
    assert changed["user"] == "U0MAYA"
    await maya.look_at("A0DECK", None)
    assert workspace.events("app_context_changed")[1]["context"] == {}


async def test_titles_and_prompts_are_checked(workspace: Any, maya: Member) -> None:
    client = workspace.client
    channel = (await maya.agent("A0DECK"))["channel"]
    ts = await maya.post(channel, "hello")
    await client.assistant_threads_setTitle(channel_id=channel, thread_ts=ts, title="Builds")
    assert (await maya.wait_for_event("thread_title"))["title"] == "Builds"
    prompt = {"title": "a", "message": "b"}
    five = client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=[prompt] * 5)
    assert await error_of(five) == "invalid_arguments"
    half = client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=[{"title": "a"}])
    assert await error_of(half) == "invalid_arguments"
    nowhere = client.assistant_threads_setStatus(channel_id=channel, thread_ts="1.2", status="x")
    assert await error_of(nowhere) == "invalid_thread_ts"


async def test_status_works_in_channels_too(workspace: Any, maya: Member) -> None:
    ts = await maya.post("C0PAYMENTS", "hello")
    await workspace.client.assistant_threads_setStatus(channel_id="C0PAYMENTS", thread_ts=ts, status="thinks")
    status = await maya.wait_for_event("status")
    assert (status["thread_ts"], status["status"], status["loading_messages"]) == (ts, "thinks", [])
    prompts = workspace.client.assistant_threads_setSuggestedPrompts(
        channel_id="C0PAYMENTS", thread_ts=ts, prompts=[]
    )
    assert await error_of(prompts) == "method_not_supported_for_channel_type"


async def test_an_app_without_a_pane(start: Callable[..., Awaitable[Any]], manifest: Json) -> None:
    del manifest["features"]["agent_view"]
    workspace = await start()
    call = workspace.client.assistant_threads_setSuggestedPrompts(channel_id="D1", prompts=[])
    assert await error_of(call) == "not_agent_app"


async def test_the_older_assistant_view_begins_with_a_thread(
    start: Callable[..., Awaitable[Any]], manifest: Json, connect: Connect
) -> None:
    del manifest["features"]["agent_view"]
    manifest["features"]["assistant_view"] = {"assistant_description": "Helps"}
    workspace = await start()
    assistant = AsyncAssistant()

    @assistant.thread_started
    async def begun(say: Any, set_suggested_prompts: Any) -> None:
        await say("How can I help?")
        await set_suggested_prompts(prompts=["What failed?"])

    @assistant.user_message
    async def asked(payload: Json, say: Any, set_title: Any) -> None:
        await set_title(payload["text"])
        await say("Nothing.")

    bolt = AsyncApp(client=workspace.client, signing_secret="unused")
    bolt.assistant(assistant)
    await connect(bolt, workspace)
    async with Member(workspace.url, "U0MAYA") as maya:
        pane = await maya.agent("A0DECK", channel_context="C0PAYMENTS")
        greeting = await maya.wait_for_reply(pane["channel"], pane["thread_ts"])
        assert greeting["text"] == "How can I help?"
        assert (await maya.wait_for_event("prompts"))["thread_ts"] == pane["thread_ts"]
        await maya.post(pane["channel"], "What failed?", thread_ts=pane["thread_ts"])
        await maya.wait_for(lambda one: (one.get("message") or {}).get("text") == "Nothing.")
        assert (await maya.wait_for_event("thread_title"))["title"] == "What failed?"
    started = workspace.events("assistant_thread_started")[0]["assistant_thread"]
    assert started["context"]["channel_id"] == "C0PAYMENTS"
