"""The Details button under an answer, and the pages of its modal."""

from uuid import UUID

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.details import details_modal
from bot.blocks.notice import GONE, notice
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from bot.viewers import opened_in, viewer_of
from storage import Viewer


async def show_details(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the details of an answer."""
    await ack()
    await client.views_open(
        trigger_id=body["trigger_id"], view=await _details(desk, viewer_of(body), action["value"], 0)
    )


async def turn_details(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Show another page of the details."""
    await ack()
    ask_id, _, page = action["value"].partition(":")
    view = await _details(desk, viewer_of(body), ask_id, int(page))
    await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


async def _details(desk: Desk, viewer: Viewer, ask_id: str, page: int) -> View:
    async with database_answers():
        answer = await desk.asks.answer_of(UUID(ask_id), viewer)
        usage = await desk.asks.usage_of(UUID(ask_id))
    if answer is None:
        return notice("Details", GONE)
    return opened_in(details_modal(answer, page, usage), viewer)
