"""`/deck ask|review|reviews|status|approvals|knowledge|help`."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.approval import approvals_list
from bot.blocks.asks import asks_list
from bot.blocks.help import help_blocks
from bot.blocks.parts import section
from bot.blocks.review import reviews_list
from bot.blocks.systems import systems_line
from bot.desk import Desk
from bot.intake import database_answers
from bot.listeners.commands.knowledge import knowledge
from bot.payloads import Payload
from storage import DatabaseUnavailableError

COMMAND = "/deck"
DOWN = "I can't do that right now: my database does not answer. Please try again in a minute."
WHAT_TO_ASK = "What do you want to know? For example: `/deck ask why did the last build fail?`"
WHAT_TO_REVIEW = "Which pull request? For example: `/deck review payments#42`"


async def deck(ack: AsyncAck, command: Payload, desk: Desk, client: AsyncWebClient) -> None:
    """Do what the first word says."""
    word, _, rest = (command.get("text") or "").strip().partition(" ")
    try:
        match word.lower():
            case "ask":
                await _ask(ack, command, desk, rest.strip(), WHAT_TO_ASK)
            case "review":
                await _ask(
                    ack, command, desk, f"review {rest.strip()}" if rest.strip() else "", WHAT_TO_REVIEW
                )
            case "reviews":
                await _reviews(ack, command, desk)
            case "status":
                await _status(ack, command, desk)
            case "approvals":
                await _approvals(ack, desk)
            case "knowledge":
                await knowledge(ack, command, desk, client, rest.strip())
            case "help" | "":
                await ack(text="What I can do", blocks=help_blocks())
            case unknown:
                await ack(text="What I can do", blocks=help_blocks(unknown))
    except DatabaseUnavailableError:
        await ack(text=DOWN, response_type="ephemeral")


async def _ask(ack: AsyncAck, command: Payload, desk: Desk, text: str, hint: str) -> None:
    new = desk.payloads.command(command, text)
    if new is None:
        await ack(text=hint, response_type="ephemeral")
        return
    await desk.intake.receive(new)
    await ack()


async def _status(ack: AsyncAck, command: Payload, desk: Desk) -> None:
    async with database_answers():
        asks = await desk.asks.latest(command["user_id"])
    blocks = [section("*Your last asks*"), *asks_list(asks, desk.workspace_url)]
    await ack(text="Your last asks", blocks=[*blocks, systems_line(desk.systems)])


async def _reviews(ack: AsyncAck, command: Payload, desk: Desk) -> None:
    async with database_answers():
        listed = await desk.reviews.latest_in(command["channel_id"])
    blocks = [section("*The latest reviews of this channel*"), *reviews_list(listed, desk.workspace_url)]
    await ack(text="The latest reviews", blocks=blocks)


async def _approvals(ack: AsyncAck, desk: Desk) -> None:
    async with database_answers():
        waiting = await desk.presses.approvals.waiting()
    blocks = [section("*What waits for approval*"), *approvals_list(waiting, desk.workspace_url)]
    await ack(text="What waits for approval", blocks=blocks)
