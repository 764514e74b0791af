"""The crew with Anthropic's protocol: messages, tool use and tool results, over the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from sandbox.serving import Served
from tests.agents.conftest import Office

KEY = "key-of-the-scripted-model"


@dataclass
class AnthropicServer:
    """Routes, asks for the commits, and answers; refuses what Anthropic refuses."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    busy: int = 1

    async def messages(self, request: web.Request) -> web.Response:
        keys = (request.headers.get("x-api-key"), request.headers.get("Authorization"))
        if keys not in ((KEY, None), (None, f"Bearer {KEY}")) or "anthropic-version" not in request.headers:
            return _error(401, "authentication_error")
        if self.busy:
            self.busy -= 1
            return _error(529, "overloaded_error")
        body = await request.json()
        self.bodies.append(body)
        if not _answered(body["messages"]):
            return _error(400, "invalid_request_error")
        return web.json_response(self._message(body), headers={"Connection": "close"})

    def _message(self, body: dict[str, Any]) -> dict[str, Any]:
        content: list[dict[str, Any]]
        if "You choose which specialists" in str(body["system"]):
            assert body["tool_choice"] == {"type": "tool", "name": "Choice"}
            content = [_use("toolu_1", "Choice", {"specialists": ["devops-engineer"]})]
        elif len(body["messages"]) == 1:
            content = [
                {"type": "text", "text": "I look at the commits."},
                _use("toolu_2", "list_commits", {"repository": "shop", "since": "24h"}),
                _use("toolu_3", "find_owners", {"name": "shop"}),
            ]
        else:
            content = [{"type": "text", "text": "Two commits [E1]."}]
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": "tool_use" if content[-1]["type"] == "tool_use" else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 50, "output_tokens": 10},
        }


def _use(call_id: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "id": call_id, "name": name, "input": given}


def _answered(messages: list[dict[str, Any]]) -> bool:
    """Anthropic's rule: the message after a tool use holds a result for each of its calls."""
    for message, following in zip(messages, [*messages[1:], {"content": []}], strict=True):
        used = {part["id"] for part in _parts(message) if part["type"] == "tool_use"}
        given = {part["tool_use_id"] for part in _parts(following) if part["type"] == "tool_result"}
        if used != given:
            return False
    return True


def _parts(message: dict[str, Any]) -> list[dict[str, Any]]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _error(status: int, kind: str) -> web.Response:
    body = {"type": "error", "error": {"type": kind, "message": "No."}}
    return web.json_response(body, status=status, headers={"Connection": "close", "retry-after-ms": "10"})


@pytest.fixture
async def server() -> AsyncIterator[AnthropicServer]:
    app = web.Application()
    found = AnthropicServer()
    app.router.add_post("/v1/messages", found.messages)
    async with Served(app) as served:
        found.url = served.address
        yield found


async def test_calls_tools_and_answers_with_a_citation(office: Office, server: AnthropicServer) -> None:
    ask = "what changed in shop since yesterday?"
    answer = await office.answer(
        ask,
        model_provider="anthropic",
        model="claude-scripted",
        anthropic_api_key=SecretStr(KEY),
        anthropic_base_url=server.url,
        model_retries=2,
        model_price_input=3.0,
        model_price_output=15.0,
    )
    assert answer.text == "Two commits [E1]."
    assert answer.notes == []
    assert [item.id for item in answer.citations] == ["E1"]
    assert answer.usage.model == "claude-scripted"
    assert answer.usage.usd == pytest.approx((150 * 3 + 30 * 15) / 1_000_000)
    results = [part for part in _parts(server.bodies[-1]["messages"][-1]) if part["type"] == "tool_result"]
    assert len(results) == 2
    assert "<evidence id=" in str(results[0]["content"])
