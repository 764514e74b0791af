import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp

from sandbox.serving import Served
from sandbox.slack import Member, Timings
from sandbox.slack.delivery import DeliveryError

Json = dict[str, Any]
Start = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def served(app: web.Application, path: str) -> AsyncIterator[str]:
    """Serve an application and give the address of one of its paths."""
    async with Served(app) as running:
        yield f"{running.address}{path}"


def bolt_of(workspace: Any) -> AsyncApp:
    secret = workspace.slack.secrets.signing_secret
    return AsyncApp(client=workspace.client, signing_secret=secret)


async def test_bolt_takes_signed_events_commands_and_submissions(workspace: Any, maya: Member) -> None:
    app = bolt_of(workspace)

    @app.event("message")
    async def said(event: Json, say: Any) -> None:
        await say(text="heard", thread_ts=event["ts"])

    @app.command("/deck")
    async def deck(ack: Any, command: Json) -> None:
        await ack(f"you want {command['text']}")

    async with served(app.web_app("/slack/events"), "/slack/events") as url:
        await workspace.slack.use_http(url)
        ts = await maya.post("C0PAYMENTS", "hello")
        assert (await maya.wait_for_reply("C0PAYMENTS", ts))["text"] == "heard"
        await maya.command("C0PAYMENTS", "/deck", "tea")
        assert (await maya.wait_for_event("ephemeral"))["message"]["text"] == "you want tea"
        await workspace.slack.outbox.settled()


async def test_a_wrong_signing_secret_fails_the_handshake(workspace: Any) -> None:
    app = AsyncApp(client=workspace.client, signing_secret="another")
    async with served(app.web_app("/slack/events"), "/slack/events") as url:
        with pytest.raises(DeliveryError, match="http_error"):
            await workspace.slack.use_http(url)


async def test_retries_say_their_number_and_reason(start: Start) -> None:
    workspace = await start(timings=Timings(ack=1.0, retries=(0.0, 0.01, 0.01)))
    headers: list[tuple[str | None, str | None]] = []

    async def receive(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        names = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
        headers.append((request.headers.get(names[0]), request.headers.get(names[1])))
        return web.Response(status=500 if len(headers) < 3 else 200)

    application = web.Application()
    application.router.add_post("/events", receive)
    async with served(application, "/events") as url, Member(workspace.url, "U0MAYA") as maya:
        await workspace.slack.use_http(url)
        await maya.post("C0PAYMENTS", "hello")
        await workspace.slack.outbox.settled()
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert workspace.slack.outbox.events[0].acknowledged


async def test_an_app_may_ask_for_no_retry(start: Start) -> None:
    workspace = await start(timings=Timings(retries=(0.0, 0.0)))

    async def receive(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.Response(text=body["challenge"])
        return web.Response(status=503, headers={"X-Slack-No-Retry": "1"})

    application = web.Application()
    application.router.add_post("/events", receive)
    async with served(application, "/events") as url, Member(workspace.url, "U0MAYA") as maya:
        await workspace.slack.use_http(url)
        await maya.post("C0PAYMENTS", "hello")
        await workspace.slack.outbox.settled()
    assert workspace.slack.outbox.events[0].attempts == 1


async def test_a_slow_or_missing_app(start: Start) -> None:
    workspace = await start(timings=Timings(ack=0.1, retries=(0.0,)))
    never = asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        await never.wait()
        return web.Response()

    application = web.Application()
    application.router.add_post("/events", receive)
    async with Member(workspace.url, "U0MAYA") as maya:
        async with served(application, "/events") as url:
            await workspace.slack.use_http(url)
            await maya.post("C0PAYMENTS", "hello")
            await workspace.slack.outbox.settled()
            never.set()
        await maya.post("C0PAYMENTS", "hello again")
        await workspace.slack.outbox.settled()
    slow, missing = workspace.slack.outbox.events
    assert slow.failures == ["http_timeout"] * 2
    assert missing.failures == ["connection_failed"] * 2


async def test_interactions_are_forms_with_a_payload(workspace: Any, maya: Member) -> None:
    app = bolt_of(workspace)

    @app.action("go")
    async def go(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        await respond(text=f"{body['user']['username']} pressed", replace_original=False)

    async with served(app.web_app("/slack/events"), "/slack/events") as url:
        await workspace.slack.use_http(url)
        button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
        blocks = [{"type": "actions", "elements": [button]}]
        posted = await workspace.client.chat_postMessage(channel="C0PAYMENTS", text="x", blocks=blocks)
        await maya.press({"channel": "C0PAYMENTS", **posted["message"]}, "go")
        assert (await maya.wait_for_event("ephemeral"))["message"]["text"] == "maya pressed"
        await workspace.slack.outbox.settled()


async def test_requests_without_a_right_signature_are_refused_by_bolt(workspace: Any) -> None:
    app = bolt_of(workspace)
    async with (
        served(app.web_app("/slack/events"), "/slack/events") as url,
        aiohttp.ClientSession() as session,
    ):
        headers = {"X-Slack-Signature": "v0=00", "X-Slack-Request-Timestamp": "1"}
        async with session.post(url, json={"type": "event_callback"}, headers=headers) as answer:
            assert answer.status == 401
