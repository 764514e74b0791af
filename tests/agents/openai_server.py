"""A model server that speaks OpenAI's chat completions and follows a script. It is as strict as OpenAI."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from sandbox.serving import Served

KEY = "key-of-the-scripted-model"


@dataclass(frozen=True)
class Says:
    """Answer in words."""

    text: str


@dataclass(frozen=True)
class Calls:
    """Call tools: pairs of a name and arguments, which are JSON text where they must be malformed."""

    calls: Sequence[tuple[str, dict[str, Any] | str]]

    def __init__(self, *calls: tuple[str, dict[str, Any] | str]) -> None:
        object.__setattr__(self, "calls", calls)


@dataclass(frozen=True)
class Fails:
    """Refuse the request."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Waits:
    """Give no answer until the client is gone."""

    reached: asyncio.Event


Reply = Says | Calls | Fails | Waits


@dataclass(frozen=True)
class Request:
    """What the client sent."""

    body: dict[str, Any]

    @property
    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.body["messages"]
        return found

    @property
    def system(self) -> str:
        return str(self.messages[0]["content"])

    @property
    def step(self) -> int:
        """How often the model has spoken in this conversation."""
        return sum(message["role"] == "assistant" for message in self.messages)

    @property
    def is_routing(self) -> bool:
        return "You choose which specialists" in self.system

    @property
    def is_synthesis(self) -> bool:
        return self.system.startswith("Several specialists answered")

    @property
    def is_rewriting(self) -> bool:
        return self.system.startswith("You help to search")

    @property
    def is_reranking(self) -> bool:
        return self.system.startswith("You judge what a search")

    @property
    def is_judging(self) -> bool:
        return self.system.startswith("You are the second reader of a code review")

    @property
    def is_reading(self) -> bool:
        return self.system.startswith("You are an experienced reviewer and read a change")

    @property
    def is_conversation(self) -> bool:
        """Whether a specialist speaks."""
        searching, reviewing = self.is_rewriting or self.is_reranking, self.is_judging or self.is_reading
        return not (self.is_routing or self.is_synthesis or searching or reviewing)

    def results(self) -> list[str]:
        """The texts of the tool results."""
        return [str(message["content"]) for message in self.messages if message["role"] == "tool"]


Script = Callable[[Request], Reply]


def script(*steps: Reply, specialists: Sequence[str] = ("devops-engineer",)) -> Script:
    """Choose these specialists, then make these steps one after another; the last one is repeated."""

    def reply(request: Request) -> Reply:
        if request.is_routing:
            return Calls(("Choice", {"specialists": list(specialists)}))
        return steps[min(request.step, len(steps) - 1)]

    return reply


class OpenAiServer:
    """The server. `script` decides on each reply; `requests` keeps what came in."""

    def __init__(self, url: str, script: Script) -> None:
        self.url = url
        self.script = script
        self.requests: list[Request] = []
        self._ids = count(1)

    @property
    def conversations(self) -> list[Request]:
        """The requests of specialists."""
        return [item for item in self.requests if item.is_conversation]

    async def complete(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _error(401, "Incorrect API key provided.")
        asked = Request(await request.json())
        wrong = _wrong(asked.messages) or _wrong_choice(asked.body)
        if wrong is not None:
            return _error(400, wrong)
        self.requests.append(asked)
        reply = self.script(asked)
        if isinstance(reply, Fails):
            return _error(reply.status, "It is too much.", reply.headers)
        if isinstance(reply, Waits):
            reply.reached.set()
            await asyncio.Event().wait()
        message = self._message(reply)
        if asked.body.get("stream"):
            return await _stream(request, asked.body, message)
        return web.json_response(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": asked.body["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": _reason(message)}],
                "usage": USAGE,
            }
        )

    def _message(self, reply: Reply) -> dict[str, Any]:
        if isinstance(reply, Says):
            return {"role": "assistant", "content": reply.text}
        assert isinstance(reply, Calls)
        calls = [
            {
                "id": f"call_{next(self._ids)}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": given if isinstance(given, str) else json.dumps(given),
                },
            }
            for name, given in reply.calls
        ]
        return {"role": "assistant", "content": None, "tool_calls": calls}


USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


@asynccontextmanager
async def openai_server(script: Script) -> AsyncIterator[OpenAiServer]:
    """A server on loopback that follows the script."""
    app = web.Application()
    server = OpenAiServer("", script)
    app.router.add_post("/v1/chat/completions", server.complete)
    async with Served(app) as served:
        server.url = f"{served.address}/v1"
        yield server


def _reason(message: dict[str, Any]) -> str:
    return "tool_calls" if "tool_calls" in message else "stop"


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> web.Response:
    body = {"error": {"message": message, "type": "error", "param": None, "code": None}}
    return web.json_response(body, status=status, headers=headers)


def _wrong(messages: list[dict[str, Any]]) -> str | None:
    """OpenAI's rule: right after a message with calls each call has one answer, and nothing else has."""
    waiting: set[str] = set()
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] not in waiting:
                return (
                    "messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
                )
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            return f"An assistant message with 'tool_calls' must be followed by tool messages: {waiting}"
        waiting = {call["id"] for call in message.get("tool_calls") or ()}
    return f"tool_call_ids did not have response messages: {waiting}" if waiting else None


def _wrong_choice(body: dict[str, Any]) -> str | None:
    """OpenAI's rule: a tool that must be called is one of those that are described."""
    chosen = body.get("tool_choice")
    if not isinstance(chosen, dict):
        return None
    name = chosen["function"]["name"]
    described = [tool["function"]["name"] for tool in body.get("tools", ())]
    return None if name in described else f"Tool choice '{name}' was not found in 'tools': {described}"


async def _stream(request: web.Request, body: dict[str, Any], message: dict[str, Any]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    shared = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}

    async def send(delta: dict[str, Any], reason: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        await response.write(f"data: {json.dumps({**shared, 'choices': [choice]})}\n\n".encode())

    await send({"role": "assistant", "content": ""})
    for word in (message["content"] or "").split(" "):
        await send({"content": f"{word} "})
    for index, call in enumerate(message.get("tool_calls", ())):
        named = {**call, "index": index, "function": {"name": call["function"]["name"], "arguments": ""}}
        await send({"tool_calls": [named]})
        for letter in call["function"]["arguments"]:
            await send({"tool_calls": [{"index": index, "function": {"arguments": letter}}]})
    await send({}, _reason(message))
    if body.get("stream_options", {}).get("include_usage"):
        await response.write(f"data: {json.dumps({**shared, 'choices': [], 'usage': USAGE})}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    return response
