"""Small signs on people's messages, shown beside the acknowledgement, which must not wait for them."""

import asyncio
from typing import Self

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.payloads import Payload
from bot.replies.stream import SLACK_ERRORS

log = structlog.get_logger(__name__)

TAKEN_UP = "eyes"
QUEUED = "hourglass_flowing_sand"
STOPPING = "octagonal_sign"
STATUSES = {
    TAKEN_UP: "has seen what you added and takes it up…",
    QUEUED: "will look at your next question after this one…",
    STOPPING: "is stopping…",
}
SHOWN_ALREADY = "already_reacted"


class Signs:
    """Shows a reaction; in workspaces that did not grant it, a status in the thread."""

    def __init__(self) -> None:
        self._begun: set[asyncio.Task[None]] = set()

    def show(self, client: AsyncWebClient, event: Payload, sign: str) -> None:
        """Begin to show a sign on a message."""
        task = asyncio.create_task(_show(client, event, sign))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give up what is not shown yet."""
        for task in self._begun:
            task.cancel()
        await asyncio.gather(*self._begun, return_exceptions=True)


async def _show(client: AsyncWebClient, event: Payload, sign: str) -> None:
    try:
        await client.reactions_add(channel=event["channel"], timestamp=event["ts"], name=sign)
    except SlackApiError as error:
        if error.response["error"] != SHOWN_ALREADY:
            await _show_status(client, event, sign)
    except SLACK_ERRORS as error:
        log.warning("sign not shown", sign=sign, reason=str(error))


async def _show_status(client: AsyncWebClient, event: Payload, sign: str) -> None:
    try:
        await client.assistant_threads_setStatus(
            channel_id=event["channel"],
            thread_ts=event.get("thread_ts") or event["ts"],
            status=STATUSES[sign],
        )
    except SLACK_ERRORS as error:
        log.warning("sign not shown", sign=sign, reason=str(error))
