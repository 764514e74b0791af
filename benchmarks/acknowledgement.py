"""How long Slack waits for an acknowledgement at a steady rate, beside a bare slack-bolt app."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp
from slack_sdk.signature import SignatureVerifier

from benchmarks.figures import milliseconds, resident_megabytes
from bot.cli.company import Company

RATE = 50
WARM_UP_SECONDS = 3
STOP_SECONDS = 30
# A busy workspace: for each question to the crew, many messages that the bot only sees.
MESSAGES_FOR_AN_ASK = 50


async def measure(company: Company, seconds: float) -> dict[str, Any]:
    """Send events at the rate to each server in turn.

    `bare` and `edge` get nothing but mentions: every event becomes an ask. `whole` gets a busy workspace, and
    works on its asks meanwhile.
    """
    figures: dict[str, Any] = {"events_per_second": RATE, "seconds": seconds}
    for kind, share in (("bare", 1), ("edge", 1), ("whole", MESSAGES_FOR_AN_ASK)):
        async with _server(kind, company.environment) as (url, pid):
            secret = company.environment["SLACK_SIGNING_SECRET"]
            before = resident_megabytes(pid)
            await _send(url, secret, WARM_UP_SECONDS, share)
            waits, refused = await _send(url, secret, seconds, share)
            figures[kind] = {
                "acknowledged": len(waits),
                "refused": refused,
                "milliseconds": milliseconds(waits),
                "memory_mb": {"idle": before, "after": resident_megabytes(pid)},
            }
    figures["edge_to_bare_p50"] = round(
        figures["edge"]["milliseconds"]["p50"] / figures["bare"]["milliseconds"]["p50"], 2
    )
    return figures


@asynccontextmanager
async def _server(kind: str, environment: Mapping[str, str]) -> AsyncIterator[tuple[str, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.servers", kind,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL, env={**os.environ, **environment},
    )  # fmt: skip
    assert process.stdin is not None, "asked for above"
    assert process.stdout is not None, "asked for above"
    try:
        async with asyncio.timeout(60):
            url = (await process.stdout.readline()).decode().strip()
        yield url, process.pid
    finally:
        process.stdin.close()
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()


async def _send(url: str, secret: str, seconds: float, messages_for_an_ask: int) -> tuple[list[float], int]:
    """Send events at fixed times, whether or not the ones before are answered: an open loop hides no wait."""
    signer = SignatureVerifier(secret)
    waits: list[float] = []
    refused = 0

    async def one(session: aiohttp.ClientSession, body: str) -> None:
        nonlocal refused
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signer.generate_signature(timestamp=stamp, body=body) or "",
        }
        begun = time.perf_counter()
        async with session.post(url, data=body, headers=headers) as response:
            await response.read()
        waits.append(time.perf_counter() - begun)
        refused += response.status != 200

    timeout = aiohttp.ClientTimeout(total=30)
    bodies = _events(messages_for_an_ask)
    async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as sending:
        begun = asyncio.get_running_loop().time()
        for number in range(int(seconds * RATE)):
            await asyncio.sleep(max(begun + number / RATE - asyncio.get_running_loop().time(), 0))
            sending.create_task(one(session, next(bodies)))
    return waits, refused


_NUMBERS = count(1)


def _events(messages_for_an_ask: int) -> Iterator[str]:
    """Bodies of Slack's events, as https://docs.slack.dev/apis/events-api describes them."""
    for number in _NUMBERS:
        asked = number % messages_for_an_ask == 0
        ts = f"{time.time():.6f}"
        event = {
            "type": "app_mention" if asked else "message",
            "user": "U0MAYA",
            "text": "<@U0DECK> who owns payments?" if asked else "lunch?",
            "ts": ts,
            "channel": "C0PAYMENTS",
            "event_ts": ts,
            "channel_type": "channel",
        }
        yield json.dumps(
            {
                "token": "unused",
                "team_id": "T0LARKFIELD",
                "api_app_id": "A0DECK",
                "event": event,
                "type": "event_callback",
                "event_id": f"EvBENCH{number}{os.getpid()}",
                "event_time": int(time.time()),
                "authorizations": [
                    {
                        "team_id": "T0LARKFIELD",
                        "user_id": "U0DECK",
                        "is_bot": True,
                        "is_enterprise_install": False,
                    }
                ],
            }
        )
