"""Slack sends requests to the bot: signatures, health, and the same way of asking."""

import json
import time

import aiohttp
import pytest

from tests.bot.reading import markdown
from tests.bot.scene import OpenScene, Scene

CHANNEL = "C0PAYMENTS"


@pytest.fixture
async def http(open_scene: OpenScene) -> Scene:
    """A bot that Slack reaches by HTTP."""
    return await open_scene(slack_mode="http")


async def test_a_mention_is_answered(http: Scene) -> None:
    maya = await http.member()
    ts = await maya.post(CHANNEL, "<@U0DECK> why?")
    assert "You asked: why?" in markdown(await maya.wait_for_reply(CHANNEL, ts))


async def test_a_command_and_a_button_work(http: Scene) -> None:
    maya = await http.member()
    await maya.command(CHANNEL, "/deck", "help")
    assert (await maya.wait_for_event("ephemeral"))["message"]["blocks"]


@pytest.mark.parametrize("signature", ["v0=" + "0" * 64, "nonsense", ""])
async def test_a_bad_signature_is_refused_and_nothing_stored(http: Scene, signature: str) -> None:
    event = {"type": "app_mention", "user": "U0MAYA", "text": "why?", "channel": CHANNEL, "ts": "1.1"}
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": event})
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": str(int(time.time())),
        "X-Slack-Signature": signature,
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{http.bot_address}/slack/events", data=body, headers=headers) as response,
    ):
        assert response.status == 401
    assert await http.deck.asks.latest() == []


async def test_health_is_told(http: Scene) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{http.bot_address}/healthz") as response:
        assert (response.status, await response.json()) == (200, {"ok": True})
