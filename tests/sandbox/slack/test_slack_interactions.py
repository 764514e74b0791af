from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.slack import Member, SlackRefusedError, Timings

Json = dict[str, Any]
Connect = Callable[[AsyncApp], Awaitable[None]]


def button(action_id: str, value: str = "1") -> Json:
    text = {"type": "plain_text", "text": "Go"}
    return {"type": "button", "action_id": action_id, "text": text, "value": value}


async def posted(workspace: Any, *elements: Json, **arguments: Any) -> Json:
    blocks = [{"type": "actions", "block_id": "row", "elements": list(elements)}]
    answer = await workspace.client.chat_postMessage(
        channel="C0PAYMENTS", text="press", blocks=blocks, **arguments
    )
    return {"channel": "C0PAYMENTS", **answer["message"]}


async def test_a_button_tells_all_about_itself(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    seen: list[Json] = []

    @bolt.action("go")
    async def go(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        seen.append(body)
        await respond(text="done", replace_original=True)

    await connect(bolt)
    message = await posted(workspace, button("go", "318"))
    await maya.press(message, "go")
    changed = await maya.wait_for_event("message_changed")
    assert changed["message"]["text"] == "done"
    body = seen[0]
    assert body["actions"][0] | {"action_ts": ""} == {
        "type": "button",
        "block_id": "row",
        "action_id": "go",
        "text": {"type": "plain_text", "text": "Go"},
        "value": "318",
        "action_ts": "",
    }
    assert body["container"] == {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": "C0PAYMENTS",
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": "C0PAYMENTS", "name": "payments"}
    assert body["user"]["id"] == "U0MAYA"
    assert body["message"]["text"] == "press"


async def test_a_menu_tells_what_was_chosen_with_the_state(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    option = {"text": {"type": "plain_text", "text": "Staging"}, "value": "staging"}

    @bolt.action("where")
    async def where(ack: Any, body: Json, action: Json, say: Any) -> None:
        await ack()
        kept = body["state"]["values"]["row"]["where"]["type"]
        await say(f"{action['selected_option']['value']} {kept}")

    await connect(bolt)
    menu = {"type": "static_select", "action_id": "where", "options": [option]}
    await maya.press(await posted(workspace, menu), "where", selected_option=option)
    said = await maya.wait_for(lambda one: (one.get("message") or {}).get("text", "").startswith("staging"))
    assert said["message"]["text"] == "staging static_select"


async def test_feedback_buttons(workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    @bolt.action("rate")
    async def rate(ack: Any, action: Json, say: Any) -> None:
        await ack()
        await say(f"{action['value']}: {action['text']['text']}")

    await connect(bolt)
    plain = {"type": "plain_text"}
    element = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": {"text": plain | {"text": "Good"}, "value": "good"},
        "negative_button": {"text": plain | {"text": "Bad"}, "value": "bad"},
    }
    blocks = [{"type": "context_actions", "elements": [element]}]
    answer = await workspace.client.chat_postMessage(channel="C0PAYMENTS", text="x", blocks=blocks)
    message = {"channel": "C0PAYMENTS", **answer["message"]}
    await maya.press(message, "rate", value="bad")
    await maya.wait_for(lambda one: (one.get("message") or {}).get("text") == "bad: Bad")
    with pytest.raises(SlackRefusedError, match="no_such_action"):
        await maya.press(message, "rate", value="neither")


async def test_an_element_that_is_not_there(workspace: Any, maya: Member) -> None:
    message = await posted(workspace, button("go"))
    other = {**message, "blocks": [{"block_id": "row", "type": "actions", "elements": [button("stop")]}]}
    with pytest.raises(SlackRefusedError, match="no_such_action"):
        await maya.press(other, "stop")


async def test_a_silent_app_is_told_of(start: Callable[..., Awaitable[Any]]) -> None:
    workspace = await start(timings=Timings(ack=0.05))
    async with Member(workspace.url, "U0MAYA") as maya:
        await maya.command("C0PAYMENTS", "/deck", "status")
        error = await maya.wait_for_event("app_error")
        assert error["text"] == "/deck failed: the app did not respond (operation_timeout)."


async def test_an_app_without_interactivity(start: Callable[..., Awaitable[Any]], manifest: Json) -> None:
    manifest["settings"]["interactivity"]["is_enabled"] = False
    workspace = await start()
    async with Member(workspace.url, "U0MAYA") as maya:
        await maya.press(await posted(workspace, button("go")), "go")
        assert "not configured" in (await maya.wait_for_event("app_error"))["text"]


async def test_a_command_and_its_answers(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member, jonas: Member
) -> None:
    seen: list[Json] = []

    @bolt.command("/deck")
    async def deck(ack: Any, command: Json, respond: Any) -> None:
        seen.append(command)
        await ack("on it")
        await respond(text="for all", response_type="in_channel")

    await connect(bolt)
    await maya.command("C0PAYMENTS", "/deck", "status payments")
    assert (await maya.wait_for_event("ephemeral"))["message"]["text"] == "on it"
    said = await jonas.wait_for_event("message")
    assert said["message"]["text"] == "for all"
    command = seen[0]
    assert (command["command"], command["text"]) == ("/deck", "status payments")
    assert (command["channel_name"], command["user_name"]) == ("payments", "maya")
    assert "ephemeral" not in [event["type"] for event in jonas.events]


async def test_commands_that_are_not_there(maya: Member) -> None:
    with pytest.raises(SlackRefusedError, match="unknown_command"):
        await maya.command("C0PAYMENTS", "/dance")
    with pytest.raises(SlackRefusedError, match="unknown_shortcut"):
        await maya.shortcut("dance")


async def test_shortcuts(workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member) -> None:
    @bolt.shortcut("about")
    async def about(ack: Any, shortcut: Json, client: Any) -> None:
        await ack()
        ts, text = shortcut["message_ts"], shortcut["message"]["text"]
        channel = shortcut["channel"]["id"]
        await client.chat_postMessage(channel=channel, thread_ts=ts, text=f"about {text}")

    @bolt.shortcut("ask")
    async def ask(ack: Any, shortcut: Json, client: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=shortcut["user"]["id"], text=shortcut["type"])

    await connect(bolt)
    ts = await maya.post("C0PAYMENTS", "the red build")
    await maya.shortcut("about", "C0PAYMENTS", ts)
    assert (await maya.wait_for_reply("C0PAYMENTS", ts))["text"] == "about the red build"
    await maya.shortcut("ask")
    await maya.wait_for(lambda one: (one.get("message") or {}).get("text") == "shortcut")


async def response_url(workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member) -> str:
    """The `response_url` of a button that Maya pressed."""
    urls: list[str] = []

    @bolt.action("go")
    async def go(ack: Any, body: Json, say: Any) -> None:
        urls.append(body["response_url"])
        await ack()
        await say("pressed")

    await connect(bolt)
    await maya.press(await posted(workspace, button("go")), "go")
    await maya.wait_for(lambda one: (one.get("message") or {}).get("text") == "pressed")
    return urls[0]


async def test_a_response_url_works_five_times(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    webhook = AsyncWebhookClient(await response_url(workspace, bolt, connect, maya))
    answers = [await webhook.send(text=f"answer {number}", response_type="ephemeral") for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[0].body == "ok"
    assert "used_url" in answers[5].body


async def test_a_response_url_refuses_bad_messages(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    url = await response_url(workspace, bolt, connect, maya)
    async with aiohttp.ClientSession() as session:
        for body, error in (
            ({}, "no_text"),
            ({"blocks": [{"type": "x"}]}, "invalid_blocks"),
            ([], "invalid_payload"),
        ):
            async with session.post(url, json=body) as answer:
                assert (answer.status, (await answer.json())["error"]) == (400, error)
        async with session.post(f"{workspace.url}/actions/unknown", json={"text": "x"}) as answer:
            assert answer.status == 404


async def test_a_response_url_deletes_the_original(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    webhook = AsyncWebhookClient(await response_url(workspace, bolt, connect, maya))
    await webhook.send(delete_original=True)
    assert await maya.wait_for_event("message_deleted")


async def test_an_ephemeral_message_can_be_replaced(
    workspace: Any, bolt: AsyncApp, connect: Connect, maya: Member
) -> None:
    @bolt.action("go")
    async def go(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="replaced", replace_original=True)

    await connect(bolt)
    blocks = [{"type": "actions", "elements": [button("go")]}]
    await workspace.client.chat_postEphemeral(channel="C0PAYMENTS", user="U0MAYA", text="x", blocks=blocks)
    shown = await maya.wait_for_event("ephemeral")
    await maya.press({"channel": "C0PAYMENTS", **shown["message"]}, "go")
    replaced = await maya.wait_for_event("ephemeral", since=maya.events.index(shown) + 1)
    assert (replaced["message"]["text"], replaced["message"]["ts"]) == ("replaced", shown["message"]["ts"])
