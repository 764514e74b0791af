"""The buttons of the App Home that ask something."""

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.ask_modal import ask_modal
from bot.blocks.home import ASK_ANYTHING
from bot.payloads import Payload


async def ask_from_home(ack: AsyncAck, action: Payload, body: Payload, client: AsyncWebClient) -> None:
    """Open the modal in which the question is worded."""
    await ack()
    example = "" if action["action_id"] == ASK_ANYTHING else action["value"]
    await client.views_open(trigger_id=body["trigger_id"], view=ask_modal(example))
