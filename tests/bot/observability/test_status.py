"""What a process says about itself, over HTTP."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.observability.readiness import NotReadyError, at_most_every
from bot.observability.status import observed
from bot.settings import SettingsError
from tests.bot.scene import BOT, OpenScene, Scene
from tools.observer import Observer, observer, part
from tools.tool import ToolError

CHANNEL = "C0PAYMENTS"


async def page(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def numbers(address: str) -> Mapping[tuple[str, frozenset[tuple[str, str]]], float]:
    status, text = await page(f"{address}/metrics")
    assert status == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


async def test_an_ask_is_counted_from_its_coming_to_its_answer(open_scene: OpenScene) -> None:
    scene = await open_scene(metrics_port=0)
    maya = await scene.member()
    async with observed(scene.deck) as address:
        ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
        await maya.wait_for_reply(CHANNEL, ts)
        while (found := await numbers(address)).get(key("quarterdeck_ask_answer_seconds_count")) != 1:
            pass
    assert found[key("quarterdeck_asks_received_total", source="slack")] == 1
    assert found[key("quarterdeck_asks_finished_total", status="answered")] == 1
    assert found[key("quarterdeck_ask_first_sign_seconds_count")] == 1
    assert found[key("quarterdeck_slack_calls_total", method="chat.stopStream", outcome="ok")] == 1
    assert found[key("quarterdeck_queue_jobs", state="waiting")] == 0


async def test_errors_and_refusals_are_counted(open_scene: OpenScene) -> None:
    scene = await open_scene(metrics_port=0)
    maya = await scene.member()
    scene.crew.failure = ToolError("Nothing works today.")
    async with observed(scene.deck) as address:
        scene.slack.faults.plan("assistant.threads.setStatus", 429, 429, 429, 429)
        ts = await maya.post(CHANNEL, f"<@{BOT}> why?")
        await maya.wait_for_reply(CHANNEL, ts, seconds=20)
        while not (failed := await numbers(address)).get(
            key("quarterdeck_asks_finished_total", status="failed")
        ):
            pass
        method = "assistant.threads.setStatus"
        assert failed[key("quarterdeck_slack_calls_total", method=method, outcome="rate_limited")] == 1


async def test_the_calls_of_tools_are_counted(open_scene: OpenScene) -> None:
    scene = await open_scene(metrics_port=0)
    async with observed(scene.deck) as address:
        observer().tool_called("last_failure", "ran", 0.2)
        observer().decided("allow")
        with part("gate"):
            pass
        found = await numbers(address)
    assert found[key("quarterdeck_tool_calls_total", tool="last_failure", outcome="ran")] == 1
    assert found[key("quarterdeck_tool_call_seconds_count", tool="last_failure")] == 1
    assert found[key("quarterdeck_tool_call_part_seconds_count", part="gate")] == 1
    assert found[key("quarterdeck_gate_decisions_total", verdict="allow")] == 1
    assert type(observer()) is Observer


async def test_ready_while_everything_is_there(open_scene: OpenScene) -> None:
    scene = await open_scene(metrics_port=0)
    async with observed(scene.deck) as address:
        status, text = await page(f"{address}/readyz")
        assert status == 200, text
        assert set(scene.deck.readiness.names) == {"database", "queue", "slack"}
        await scene.slack.socket_mode.disconnect("link_disabled")
        while (await page(f"{address}/readyz"))[0] == 200:
            pass
        status, text = await page(f"{address}/readyz")
        assert "not connected" in text or status == 200
        assert (await page(f"{address}/healthz"))[0] == 200
        assert (await page(f"{address}/nothing"))[0] == 404


async def test_what_is_not_there_is_named_without_secrets(scene: Scene) -> None:
    async def gone() -> None:
        raise NotReadyError("http://chroma:8000 refused token xoxb-1234567890-abcdefghijkl")

    scene.deck.readiness.add("documents", gone)
    found = await scene.deck.readiness.look()
    assert found["database"] == "ok"
    assert "refused token" in found["documents"]
    assert "abcdefghijkl" not in found["documents"]


async def test_a_check_that_others_pay_for_is_made_seldom() -> None:
    made: list[int] = []

    async def look() -> None:
        made.append(1)
        if len(made) == 1:
            raise NotReadyError("not yet")

    check = at_most_every(3600, look)
    with pytest.raises(NotReadyError):
        await check()
    await check()
    await check()
    assert len(made) == 2


async def test_a_port_that_was_chosen_and_is_taken_is_an_error(open_scene: OpenScene) -> None:
    scene = await open_scene(metrics_port=0)
    async with observed(scene.deck) as address:
        taken = int(address.rpartition(":")[2])
        deck: Any = scene.deck
        deck.settings = scene.deck.settings.model_copy(update={"metrics_port": taken})
        with pytest.raises(SettingsError, match="METRICS_PORT"):
            async with observed(scene.deck):
                pass
