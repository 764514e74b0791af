"""Everything that the bot said to Slack in the scenarios is what Slack's own types allow."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.e2e.conftest import Town
from tests.slack_schemas import refusals


def decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def blocks_said(town: Town) -> Iterator[dict[str, Any]]:
    for call in town.sandbox.slack.workspace.calls:
        yield from decoded(call.arguments.get("blocks") or [])
        for chunk in decoded(call.arguments.get("chunks") or []):
            yield from chunk.get("blocks") or []


def views_said(town: Town) -> Iterator[dict[str, Any]]:
    for call in town.sandbox.slack.workspace.calls:
        if "view" in call.arguments:
            yield decoded(call.arguments["view"])


@pytest.fixture
async def spoken(town: Town) -> Town:
    """A town in which the bot said something on every surface."""
    reply = await town.ask("is checkout slow right now?")
    async with town.member() as maya:
        await maya.start()
        await maya.home("A0DECK")
        await maya.command("C0PLATFORM", "/deck", "help")
        await maya.agent("A0DECK")
    assert reply.answer.citations
    await town.sandbox.slack.outbox.settled()
    return town


async def test_every_call_was_accepted(spoken: Town) -> None:
    refused = [
        (call.method, call.response["error"])
        for call in spoken.sandbox.slack.workspace.calls
        if not call.response["ok"]
    ]
    assert refused == []


async def test_every_block_passes_the_sdk_and_the_schema(spoken: Town) -> None:
    said = list(blocks_said(spoken))
    assert said
    for block in said:
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.validate_json()
        assert refusals("KnownBlock", block) == []


async def test_every_view_passes_the_sdk_and_the_schema(spoken: Town) -> None:
    said = list(views_said(spoken))
    assert said
    for view in said:
        View(**view).validate_json()
        assert refusals("View", view) == []
