"""The address that GitHub delivers webhooks to."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from pydantic import ValidationError

from bot.github.reception import Became, Reception
from bot.github.signature import HEADER, is_signed
from storage import DatabaseUnavailableError

log = structlog.get_logger(__name__)

EVENTS_PATH = "/github/events"
# GitHub sends up to 25 MB and cuts what is larger. What we read of is far smaller, whatever was pushed.
LARGEST_DELIVERY = 5 * 1024 * 1024
LONGEST_ID = 100
# GitHub waits ten seconds for an answer; the last try may take some of them, too.
PATIENCE_SECONDS, PAUSE_SECONDS = 6.0, 0.5


Take = Callable[[str, str, object], Awaitable[Became]]


class TooLargeError(Exception):
    """The body is larger than we read."""


def github_routes(
    reception: Reception, secret: str, *, patience: float = PATIENCE_SECONDS
) -> list[web.RouteDef]:
    """The way in for deliveries that are signed with this secret.

    Args:
        reception: Stores what they ask for.
        secret: The webhook's.
        patience: How long a database that is away is waited for.
    """

    async def events(request: web.Request) -> web.Response:
        try:
            body = await _body(request)
        except TooLargeError:
            said = f"Deliveries of more than {LARGEST_DELIVERY} bytes are not read."
            return _said(413, "refused", said)
        if not is_signed(secret, body, request.headers.get(HEADER, "")):
            log.warning("a delivery that is not signed with GITHUB_WEBHOOK_SECRET", bytes=len(body))
            return _said(401, "refused", f"{HEADER} does not fit the body and the webhook's secret.")
        return await _take(partial(_patiently, reception, patience), request, body)

    return [web.post(EVENTS_PATH, events)]


async def _take(take: Take, request: web.Request, body: bytes) -> web.Response:
    event = request.headers.get("X-GitHub-Event", "")
    delivery = request.headers.get("X-GitHub-Delivery", "")
    if not event or not delivery or len(delivery) > LONGEST_ID:
        return _said(400, "refused", "X-GitHub-Event or X-GitHub-Delivery is missing.")
    try:
        payload = _payload(request, body)
    except (ValueError, RecursionError):
        return _said(400, "refused", "The body is no JSON.")
    if event == "ping":
        return _said(200, "pong")
    try:
        became = await take(delivery, event, payload)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or event
        return _said(400, "refused", f"{place}: {first['msg']}.")
    except DatabaseUnavailableError as error:
        log.error("not taken in", delivery=delivery, reason=str(error))
        return _said(503, "refused", "The database does not answer: redeliver it later.")
    log.info("delivery", delivery=delivery, kind=event, became=became)
    return _said(202, became)


async def _patiently(
    reception: Reception, patience: float, delivery: str, event: str, payload: object
) -> Became:
    """Store a delivery, over a short outage of the database: GitHub delivers nothing again by itself."""
    deadline = monotonic() + patience
    while True:
        try:
            return await reception.take(delivery, event, payload)
        except DatabaseUnavailableError:
            if monotonic() >= deadline:
                raise
        await asyncio.sleep(PAUSE_SECONDS)


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > LARGEST_DELIVERY:
        raise TooLargeError
    body = bytearray()
    async for part in request.content.iter_chunked(65_536):
        body += part
        if len(body) > LARGEST_DELIVERY:
            raise TooLargeError
    return bytes(body)


def _payload(request: web.Request, body: bytes) -> object:
    """The payload, from either of the content types that GitHub offers."""
    if request.content_type == "application/x-www-form-urlencoded":
        return json.loads(parse_qs(body.decode(), max_num_fields=10).get("payload", [""])[0])
    return json.loads(body)


def _said(status: int, became: str, why: str = "") -> web.Response:
    return web.json_response({"became": became} | ({"why": why} if why else {}), status=status)
