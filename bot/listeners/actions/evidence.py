"""The Evidence button under an answer, the pieces behind it, and the pages of both modals."""

from uuid import UUID

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.evidence import evidence_list, evidence_piece
from bot.blocks.notice import GONE, notice
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from bot.viewers import opened_in, viewer_of
from storage import Viewer


async def show_evidence(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Open the list of what an answer cites."""
    await ack()
    await client.views_open(
        trigger_id=body["trigger_id"], view=await _list(desk, viewer_of(body), action["value"], 0)
    )


async def turn_list(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Show another page of the list."""
    await ack()
    ask_id, _, page = action["value"].partition(":")
    view = await _list(desk, viewer_of(body), ask_id, int(page))
    await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


async def read_evidence(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Show one piece of evidence above the list."""
    await ack()
    ask_id, _, number = action["value"].partition(":")
    view = await _piece(desk, viewer_of(body), ask_id, int(number), 0)
    await client.views_push(trigger_id=body["trigger_id"], view=view)


async def turn_piece(
    ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Show another page of a piece of evidence."""
    await ack()
    ask_id, number, page = action["value"].split(":")
    view = await _piece(desk, viewer_of(body), ask_id, int(number), int(page))
    await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)


async def _list(desk: Desk, viewer: Viewer, ask_id: str, page: int) -> View:
    async with database_answers():
        evidence = await desk.evidence.of_ask(UUID(ask_id), viewer)
        answer = await desk.asks.answer_of(UUID(ask_id), viewer)
    cited = {item["id"] for item in answer.citations} if answer else set()
    shown = [item for item in evidence if f"E{item.number}" in cited]
    return opened_in(evidence_list(ask_id, shown, page), viewer)


async def _piece(desk: Desk, viewer: Viewer, ask_id: str, number: int, page: int) -> View:
    async with database_answers():
        item = await desk.evidence.numbered(UUID(ask_id), number, viewer)
    return notice("Evidence", GONE) if item is None else opened_in(evidence_piece(item, page), viewer)
