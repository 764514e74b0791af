import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Member, Timings

Json = dict[str, Any]


async def socket_of(workspace: Any, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    """A WebSocket that an app might hold, past its hello."""
    client = AsyncWebClient(base_url=f"{workspace.url}/api/")
    url = (await client.apps_connections_open(app_token=workspace.slack.secrets.app_token))["url"]
    socket = await session.ws_connect(url)
    hello = await socket.receive_json(timeout=5)
    assert hello["type"] == "hello"
    assert hello["connection_info"] == {"app_id": "A0DECK"}
    return socket


async def test_bolt_receives_a_mention(
    workspace: Any, bolt: AsyncApp, connect: Callable[..., Awaitable[None]], maya: Member
) -> None:
    got: asyncio.Future[Json] = asyncio.get_running_loop().create_future()

    @bolt.event("app_mention")
    async def mentioned(body: Json) -> None:
        got.set_result(body)

    @bolt.event("message")
    async def said() -> None:
        """The same message comes as this, too."""

    await connect(bolt)
    ts = await maya.post("C0PAYMENTS", "@quarterdeck why did *it* fail? & see https://a.example/b")
    body = await asyncio.wait_for(got, 5)
    event = body["event"]
    assert event["text"] == "<@U0DECK> why did *it* fail? &amp; see <https://a.example/b>"
    assert (event["ts"], event["event_ts"], event["channel"], event["user"]) == (
        ts,
        ts,
        "C0PAYMENTS",
        "U0MAYA",
    )
    assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "user", "user_id": "U0DECK"}
    assert event["client_msg_id"]
    assert body["event_id"].startswith("Ev")
    assert (body["team_id"], body["api_app_id"], body["type"]) == ("T0LARKFIELD", "A0DECK", "event_callback")
    assert body["authorizations"][0]["user_id"] == "U0DECK"
    await workspace.slack.outbox.settled()
    assert all(record.acknowledged for record in workspace.slack.outbox.events)


async def test_bolt_says_and_the_member_reads(
    bolt: AsyncApp, connect: Callable[..., Awaitable[None]], maya: Member
) -> None:
    @bolt.event("message")
    async def said(event: Json, say: Any) -> None:
        await say(text=f"you said {event['text']}", thread_ts=event["ts"])

    await connect(bolt)
    channel = await maya.im("U0DECK")
    ts = await maya.post(channel, "hello")
    assert (await maya.wait_for_reply(channel, ts))["text"] == "you said hello"


async def test_an_unacknowledged_event_comes_again(start: Callable[..., Awaitable[Any]]) -> None:
    workspace = await start(timings=Timings(ack=0.1, retries=(0.0, 0.01)))
    async with aiohttp.ClientSession() as session, Member(workspace.url, "U0MAYA") as maya:
        socket = await socket_of(workspace, session)
        await maya.post("C0PAYMENTS", "hello")
        envelopes = [await socket.receive_json(timeout=5) for _ in range(2)]
        assert [one["retry_attempt"] for one in envelopes] == [0, 1]
        assert [one["retry_reason"] for one in envelopes] == ["", "timeout"]
        assert envelopes[0]["payload"]["event_id"] == envelopes[1]["payload"]["event_id"]
        assert envelopes[0]["accepts_response_payload"] is False
        await socket.send_json({"envelope_id": envelopes[1]["envelope_id"]})
        await workspace.slack.outbox.settled()
        record = workspace.slack.outbox.events[0]
        assert (record.attempts, record.acknowledged, record.failures) == (2, True, ["timeout"])


async def test_slack_gives_up_in_the_end(start: Callable[..., Awaitable[Any]]) -> None:
    workspace = await start(timings=Timings(ack=0.01, retries=(0.0, 0.01, 0.01)))
    async with Member(workspace.url, "U0MAYA") as maya:
        await maya.post("C0PAYMENTS", "is anybody there?")
        await workspace.slack.outbox.settled()
    record = workspace.slack.outbox.events[0]
    assert (record.attempts, record.acknowledged) == (4, False)


async def test_an_envelope_goes_to_one_of_several_connections(workspace: Any, maya: Member) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await socket_of(workspace, session) for _ in range(2)]
        for _ in range(4):
            await maya.post("C0PAYMENTS", "hello")
        for socket in sockets:
            for _ in range(2):
                envelope = await socket.receive_json(timeout=5)
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await workspace.slack.outbox.settled()
    assert [record.attempts for record in workspace.slack.outbox.events] == [1, 1, 1, 1]


async def test_an_event_outlives_its_connection(workspace: Any, maya: Member) -> None:
    async with aiohttp.ClientSession() as session:
        first = await socket_of(workspace, session)
        await maya.post("C0PAYMENTS", "hello")
        lost = await first.receive_json(timeout=5)
        second = await socket_of(workspace, session)
        await first.close()
        found = await second.receive_json(timeout=5)
        assert found["payload"]["event_id"] == lost["payload"]["event_id"]
        assert found["retry_attempt"] == 1
        await second.send_json({"envelope_id": found["envelope_id"]})
        await workspace.slack.outbox.settled()


async def test_bolt_comes_back_after_a_refresh(
    workspace: Any, bolt: AsyncApp, connect: Callable[..., Awaitable[None]], maya: Member
) -> None:
    @bolt.event("message")
    async def said(event: Json, say: Any) -> None:
        await say(text="still here", thread_ts=event["ts"])

    await connect(bolt)
    await workspace.slack.socket_mode.disconnect("refresh_requested")
    await workspace.slack.socket_mode.wait_for_connection(5)
    ts = await maya.post("C0PAYMENTS", "are you there?")
    assert (await maya.wait_for_reply("C0PAYMENTS", ts))["text"] == "still here"


async def test_a_socket_address_works_once(workspace: Any) -> None:
    client = AsyncWebClient(base_url=f"{workspace.url}/api/")
    url = (await client.apps_connections_open(app_token=workspace.slack.secrets.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url):
            pass
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_only_what_the_manifest_asks_for(start: Callable[..., Awaitable[Any]], manifest: Json) -> None:
    manifest["settings"]["event_subscriptions"]["bot_events"] = [
        "app_mention",
        "message.im",
        "reaction_added",
    ]
    manifest["oauth_config"]["scopes"]["bot"] = ["app_mentions:read", "im:history", "chat:write"]
    workspace = await start(timings=Timings(ack=0.01, retries=()), bot_channels=["C0PAYMENTS"])
    async with Member(workspace.url, "U0MAYA") as maya:
        await maya.post("C0PAYMENTS", "not for the bot")
        await maya.post("C0SECURITY", "<@U0DECK> is not in here")
        ts = await maya.post("C0PAYMENTS", "<@U0DECK> is in here")
        await maya.react("C0PAYMENTS", ts, "eyes")
        await maya.post(await maya.im("U0DECK"), "<@U0DECK> in private")
        await workspace.slack.outbox.settled()
    told = [
        (record.payload["event"]["type"], record.payload["event"]["text"])
        for record in workspace.slack.outbox.events
    ]
    assert told == [("app_mention", "<@U0DECK> is in here"), ("message", "<@U0DECK> in private")]
