from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import Member, SlackRefusedError

Json = dict[str, Any]


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_permalink_leads_into_the_page(workspace: Any, maya: Member) -> None:
    root = await maya.post("C0PAYMENTS", "root")
    reply = await maya.post("C0PAYMENTS", "reply", thread_ts=root)
    async with aiohttp.ClientSession() as session:
        for ts, place in ((root, f"p/{root}"), (reply, f"t/{root}")):
            answer = await workspace.client.chat_getPermalink(channel="C0PAYMENTS", message_ts=ts)
            url = answer["permalink"]
            async with session.get(url, allow_redirects=False) as led:
                assert (led.status, led.headers["Location"]) == (302, f"/#/C0PAYMENTS/{place}")


async def test_boot_has_what_a_page_needs(maya: Member) -> None:
    boot = await maya.boot()
    assert boot["team"] == {"id": "T0LARKFIELD", "name": "Larkfield", "domain": "larkfield"}
    assert boot["me"]["id"] == "U0MAYA"
    assert {user["id"] for user in boot["members"] if user["is_bot"]} == {"U0DECK"}
    app = boot["apps"][0]
    assert (app["app_id"], app["home_enabled"], app["agent_view"]) == ("A0DECK", True, True)
    assert app["suggested_prompts"] == [{"title": "Builds", "message": "Which builds failed?"}]
    assert app["commands"] == [{"command": "/deck", "description": "Ask", "usage_hint": "ask …"}]
    assert [shortcut["type"] for shortcut in app["shortcuts"]] == ["message", "global"]
    channels = {channel["name"]: channel for channel in boot["channels"]}
    assert list(channels) == ["general", "payments", "checkout", "incidents", "platform", "security"]
    assert all(channel["kind"] == "channel" and channel["unread"] == 0 for channel in channels.values())


async def test_people_have_talked_before(workspace: Any, maya: Member) -> None:
    for channel in ("C0GENERAL", "C0PAYMENTS", "C0CHECKOUT", "C0INCIDENTS", "C0PLATFORM", "C0SECURITY"):
        told = await maya.messages(channel)
        assert len(told) >= 2, channel
        assert [one["ts"] for one in told] == sorted(one["ts"] for one in told)
    red = (await maya.messages("C0PAYMENTS"))[-1]
    assert red["text"] == "payments-build #318 just went red on main. <@U0JONAS> is that yours?"
    thread = await maya.messages("C0PAYMENTS", thread_ts=red["ts"])
    assert [one["user"] for one in thread] == ["U0TOM", "U0JONAS"]
    assert workspace.slack.outbox.events == []


async def test_unread_messages_are_counted_until_read(maya: Member, jonas: Member) -> None:
    await jonas.post("C0PAYMENTS", "news")

    async def unread() -> int:
        channels = {channel["id"]: channel for channel in (await maya.boot())["channels"]}
        return int(channels["C0PAYMENTS"]["unread"])

    assert await unread() == 1
    await maya.messages("C0PAYMENTS")
    assert await unread() == 0


async def test_older_messages_come_in_pages(workspace: Any, maya: Member) -> None:
    posted = [await maya.post("C0GENERAL", f"number {number}") for number in range(5)]
    query = {"member": "U0MAYA", "channel": "C0GENERAL", "limit": "2"}
    async with aiohttp.ClientSession(f"{workspace.url}") as session:
        async with session.get("/client/messages", params=query) as answer:
            newest = await answer.json()
        async with session.get("/client/messages", params=query | {"before": posted[3]}) as answer:
            older = await answer.json()
    assert [one["ts"] for one in newest["messages"]] == posted[3:]
    assert [one["ts"] for one in older["messages"]] == posted[1:3]
    assert newest["has_more"] is True


async def test_editing_deleting_and_reacting(workspace: Any, maya: Member, jonas: Member) -> None:
    ts = await maya.post("C0PAYMENTS", "first")
    await maya.edit("C0PAYMENTS", ts, "second")
    assert (await jonas.wait_for_event("message_changed"))["message"]["text"] == "second"
    assert workspace.event()["subtype"] == "message_changed"
    with pytest.raises(SlackRefusedError, match="cant_update_message"):
        await jonas.edit("C0PAYMENTS", ts, "third")
    await jonas.react("C0PAYMENTS", ts, "+1")
    assert workspace.event() | {"event_ts": ""} == {
        "type": "reaction_added",
        "user": "U0JONAS",
        "reaction": "+1",
        "item": {"type": "message", "channel": "C0PAYMENTS", "ts": ts},
        "item_user": "U0MAYA",
        "event_ts": "",
    }
    await maya.delete("C0PAYMENTS", ts)
    assert (await jonas.wait_for_event("message_deleted"))["ts"] == ts


async def test_channels_are_joined(workspace: Any) -> None:
    async with Member(workspace.url, "U0SOFIA") as sofia:
        with pytest.raises(SlackRefusedError, match="not_in_channel"):
            await sofia.post("C0PAYMENTS", "hello")
        await sofia.join("C0PAYMENTS")
        assert (await sofia.wait_for_event("channel"))["channel"]["id"] == "C0PAYMENTS"
        await sofia.post("C0PAYMENTS", "hello")
    joined = workspace.events("member_joined_channel")[0]
    assert (joined["user"], joined["channel"], joined["channel_type"]) == ("U0SOFIA", "C0PAYMENTS", "C")
    assert workspace.events("message")[0]["subtype"] == "channel_join"


async def test_direct_messages_are_between_two(workspace: Any, maya: Member, jonas: Member) -> None:
    channel = await maya.im("U0JONAS")
    assert channel == await jonas.im("U0MAYA")
    await maya.post(channel, "between us")
    assert (await jonas.wait_for_event("message"))["message"]["text"] == "between us"
    assert workspace.slack.outbox.events == []
    call = workspace.client.conversations_history(channel=channel)
    assert await error_of(call) == "channel_not_found"
    async with Member(workspace.url, "U0PRIYA") as priya:
        with pytest.raises(SlackRefusedError, match="channel_not_found"):
            await priya.messages(channel)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": "  "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "channel": "C1"}, "channel_not_found"),
        ({"text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ({"text": "x", "member": "U0DECK"}, "user_not_found"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
    ],
)
async def test_what_a_member_may_not_post(workspace: Any, arguments: Json, error: str) -> None:
    body = {"member": "U0MAYA", "channel": "C0PAYMENTS", **arguments}
    url = f"{workspace.url}/client/post"
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, error)


async def test_conversations_as_the_bot_sees_them(workspace: Any, maya: Member) -> None:
    client = workspace.client
    first = await client.conversations_list(limit=4)
    rest = await client.conversations_list(limit=4, cursor=first["response_metadata"]["next_cursor"])
    names = [channel["name"] for page in (first, rest) for channel in page["channels"]]
    assert names == ["general", "payments", "checkout", "incidents", "platform", "security"]
    info = (await client.conversations_info(channel="C0PAYMENTS", include_num_members=True))["channel"]
    assert (info["is_member"], info["num_members"]) == (True, 6)
    members = (await client.conversations_members(channel="C0PAYMENTS"))["members"]
    assert members[-1] == "U0DECK"
    channel = await maya.im("U0DECK")
    ims = (await client.users_conversations(types="im"))["channels"]
    assert [(one["id"], one["user"]) for one in ims] == [(channel, "U0MAYA")]
    assert await error_of(client.conversations_list(cursor="nonsense")) == "invalid_cursor"
    assert await error_of(client.conversations_list(types="secret")) == "invalid_types"
    assert await error_of(client.conversations_replies(channel=channel, ts="1.2")) == "thread_not_found"


async def test_history_between_two_moments(workspace: Any, maya: Member) -> None:
    posted = [await maya.post("C0GENERAL", f"number {number}") for number in range(4)]
    client = workspace.client
    between = {"channel": "C0GENERAL", "oldest": posted[0], "latest": posted[2]}
    inner = (await client.conversations_history(**between))["messages"]
    assert [one["ts"] for one in inner] == [posted[1]]
    whole = (await client.conversations_history(**between, inclusive=True))["messages"]
    assert [one["ts"] for one in whole] == posted[2::-1]
    page = await client.conversations_history(**between, inclusive=True, limit=2)
    assert page["has_more"] is True
    cursor = page["response_metadata"]["next_cursor"]
    last = await client.conversations_history(**between, inclusive=True, limit=2, cursor=cursor)
    assert [one["ts"] for one in last["messages"]] == [posted[0]]
