"""The buttons of a card on which a change waits for leave."""

from collections.abc import Awaitable, Callable

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.approvals.presses import Press
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload


async def approve(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Give leave."""
    await _press(ack, action, body, desk, client, desk.presses.approve)


async def reject(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Refuse leave."""
    await _press(ack, action, body, desk, client, desk.presses.reject)


async def withdraw(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Take the request back."""
    await _press(ack, action, body, desk, client, desk.presses.withdraw)


async def edit(ack: AsyncAck, action: Payload, body: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Open the modal with the arguments."""
    await ack()
    async with database_answers():
        form = await desk.presses.form(Press.of(action["value"], body["user"]["id"]))
    if isinstance(form, str):
        await _tell(body, client, form)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=form)


async def _press(
    ack: AsyncAck,
    action: Payload,
    body: Payload,
    desk: Desk,
    client: AsyncWebClient,
    decide: Callable[[Press], Awaitable[str]],
) -> None:
    press = Press.of(action["value"], body["user"]["id"])
    # The press is in the database before Slack hears that it arrived.
    async with database_answers():
        said = await decide(press)
    await ack()
    await desk.cards.refresh(press.approval_id)
    if said:
        await _tell(body, client, said)


async def _tell(body: Payload, client: AsyncWebClient, text: str) -> None:
    await client.chat_postEphemeral(
        channel=body["channel"]["id"],
        user=body["user"]["id"],
        thread_ts=body["message"].get("thread_ts"),
        text=text,
    )
