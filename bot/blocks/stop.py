"""The Stop button on a message that is being written."""

from slack_sdk.models.blocks import ActionsBlock, Block

from bot.blocks.parts import button

STOP = "stop"
STOP_BLOCK = "stop"


def stop_button(ask_id: str) -> Block:
    """The button in a row of its own."""
    return ActionsBlock(block_id=STOP_BLOCK, elements=[button("Stop", STOP, ask_id, "danger")])
