"""Hooks and their deliveries: signed, in order for each hook, tried once, and again when somebody asks."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from aiohttp import web

SECONDS = 10  # GitHub waits no longer for an answer
KEPT = 500  # deliveries of a hook that can be looked at and sent again


@dataclass(frozen=True, slots=True)
class Delivery:
    """One try to bring an event to a hook. `guid` is the event's own, also when it is repeated."""

    id: int
    guid: str
    event: str
    payload: dict[str, Any]
    delivered_at: datetime
    redelivery: bool = False
    duration: float = 0.0
    status_code: int = 0
    status: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    answer: str = ""

    @property
    def action(self) -> str | None:
        """What happened, where the event knows several things."""
        return self.payload.get("action")


@dataclass(slots=True)
class Hook:
    """Somebody who wants to know. `repository` is None for a hook of the whole organization."""

    id: int
    repository: str | None
    url: str
    events: frozenset[str]
    created_at: datetime
    secret: str | None = None
    content_type: str = "form"
    active: bool = True
    deliveries: list[Delivery] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wants(self, repository: str, event: str) -> bool:
        """Whether an event of a repository is for it."""
        here = self.repository in (None, repository)
        return self.active and here and (event == "ping" or not self.events.isdisjoint((event, "*")))


class Outbox:
    """All hooks of the organization."""

    def __init__(self) -> None:
        self.hooks: list[Hook] = []
        self._numbers = count(1001)
        self._sending: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    def next_id(self) -> int:
        """A number for a hook or a delivery."""
        return next(self._numbers)

    def new_guid(self) -> str:
        """The id of an event."""
        return str(uuid4())

    def publish(self, repository: str, event: str, payload: dict[str, Any]) -> None:
        """Bring an event to all hooks that want it, without waiting for their answers."""
        guid = self.new_guid()
        for hook in self.hooks:
            if hook.wants(repository, event):
                self.send(hook, guid, event, payload)

    def send(
        self, hook: Hook, guid: str, event: str, payload: dict[str, Any], *, again: bool = False
    ) -> None:
        """Bring one event to one hook."""
        delivery = Delivery(self.next_id(), guid, event, payload, datetime.now(UTC), again)
        task = asyncio.create_task(self._deliver(hook, delivery))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def drained(self) -> None:
        """Wait until everything that has happened so far was delivered, or has failed."""
        while self._sending:
            await asyncio.wait(set(self._sending))

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, hook: Hook, delivery: Delivery) -> None:
        body = json.dumps(delivery.payload, ensure_ascii=False).encode()
        if hook.content_type == "form":
            body = urlencode({"payload": body}).encode()
        headers = _headers(hook, delivery, body)
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))
        async with hook.turn:
            begun = time.monotonic()
            try:
                async with self._session.post(
                    hook.url, data=body, headers=headers, allow_redirects=False
                ) as response:
                    answer, code = (await response.text(errors="replace"))[:10_000], response.status
                    status = response.reason or ""
            except TimeoutError:
                answer, code, status = "", 504, "timed out"
            except aiohttp.ClientError:
                answer, code, status = "", 502, "failed to connect to host"
            took = round(time.monotonic() - begun, 2)
        done = replace(
            delivery, headers=headers, answer=answer, status_code=code, duration=took,
            status="OK" if 200 <= code < 300 else status,
        )  # fmt: skip
        hook.deliveries = [*hook.deliveries[1 - KEPT :], done]


def hook_for_all(number: int, url: str, secret: str) -> Hook:
    """A hook of the organization that gets everything, as JSON."""
    return Hook(number, None, url, frozenset("*"), datetime.now(UTC), secret, "json")


def _headers(hook: Hook, delivery: Delivery, body: bytes) -> dict[str, str]:
    kinds = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
    headers = {
        "Accept": "*/*",
        "Content-Type": kinds[hook.content_type],
        "User-Agent": "GitHub-Hookshot/stand-in",
        "X-GitHub-Delivery": delivery.guid,
        "X-GitHub-Event": delivery.event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-Type": "repository" if hook.repository else "organization",
    }
    if hook.secret:
        for name, kind in (("X-Hub-Signature", "sha1"), ("X-Hub-Signature-256", "sha256")):
            digest = hmac.new(hook.secret.encode(), body, getattr(hashlib, kind)).hexdigest()
            headers[name] = f"{kind}={digest}"
    return headers


OUTBOX: web.AppKey[Outbox] = web.AppKey("outbox", Outbox)
