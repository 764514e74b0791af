"""A question from the ask modal."""

import json

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.ask_modal import QUESTION_BLOCK, QUESTION_INPUT
from bot.desk import Desk
from bot.listeners.events.app_home_opened import publish_home
from bot.payloads import Payload
from storage import DatabaseUnavailableError

EMPTY = "Write down what you want to know."
DOWN = "I can't take asks right now: my database does not answer. Please try again in a minute."


async def ask_modal_submitted(
    ack: AsyncAck, body: Payload, view: Payload, desk: Desk, client: AsyncWebClient
) -> None:
    """Store the ask and close the modal, or say in it what is wrong; the Home tab then lists the ask."""
    question = view["state"]["values"][QUESTION_BLOCK][QUESTION_INPUT].get("value") or ""
    if not question.strip():
        await ack(response_action="errors", errors={QUESTION_BLOCK: EMPTY})
        return
    about = view.get("private_metadata")
    if about:
        new = desk.payloads.question_about(body, question, json.loads(about))
    else:
        new = desk.payloads.home_question(body, question)
    try:
        await desk.intake.receive(new)
    except DatabaseUnavailableError:
        await ack(response_action="errors", errors={QUESTION_BLOCK: DOWN})
        return
    await ack()
    if not about:
        await publish_home(desk, client, body["user"]["id"], (body.get("team") or {}).get("id"))
