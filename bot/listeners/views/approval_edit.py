"""The edited arguments of a change that waits for leave."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot.approvals.presses import Press
from bot.blocks.approval_edit import edited
from bot.desk import Desk
from bot.intake import database_answers
from bot.payloads import Payload
from storage import DatabaseUnavailableError

DOWN = "I can't take this right now: my database does not answer. Please try again in a minute."


async def approval_edit_submitted(ack: AsyncAck, body: Payload, view: Payload, desk: Desk) -> None:
    """Have the gate decide on the new arguments, or say in the modal what is wrong with them."""
    fields = view["state"]["values"]
    values = {name: fields[name][name].get("value") for name in fields}
    press = Press.of(view["private_metadata"], body["user"]["id"])
    try:
        async with database_answers():
            wrong = await _edit(desk, press, values)
    except DatabaseUnavailableError:
        wrong = {next(iter(fields)): DOWN}
    if wrong:
        await ack(response_action="errors", errors=wrong)
        return
    await ack()
    await desk.cards.refresh(press.approval_id)


async def _edit(desk: Desk, press: Press, values: dict[str, str | None]) -> dict[str, str]:
    tool = await desk.presses.tool_of(press)
    if tool is None:
        return {next(iter(values)): "This request is no longer kept."}
    arguments, wrong = edited(tool, values)
    if wrong:
        return wrong
    said = await desk.presses.edit(press, arguments)
    return {next(iter(values)): said} if said else {}
