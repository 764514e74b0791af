"""The modal and the confirmation of "Remember this"."""

import json

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    InputBlock,
    Option,
    PlainTextObject,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from bot.blocks.parts import button, context, section
from bot.texts import cut
from bot.texts.mrkdwn import quote

REMEMBER_MODAL = "remember_modal"
AUDIENCE_BLOCK = "audience"
AUDIENCE_INPUT = "chosen"
FORGET_THREAD = "forget_thread"
EVERYONE = "everyone"
CHANNEL = "channel"
SHOWN = 300


def remember_modal(about: dict[str, str], text: str, channel_name: str, *, private: bool) -> View:
    """Asks who may find a thread.

    Args:
        about: Its channel and timestamp.
        text: What the message says.
        channel_name: The channel's name.
        private: Whether the channel is private: there is nothing to choose then.
    """
    quoted = quote(cut(text, SHOWN)[0]) or "> …"
    blocks: list[Block] = [section(f"I'll remember this message and its thread:\n{quoted}")]
    if private:
        blocks.append(context("This channel is private: only asks from here will find it."))
    else:
        blocks.append(_audience(channel_name))
    blocks.append(context("Secrets in it are not kept. You can take it back."))
    return View(
        type="modal",
        callback_id=REMEMBER_MODAL,
        private_metadata=json.dumps(about),
        title="Remember this",
        submit="Remember",
        close="Cancel",
        blocks=blocks,
    )


def remembered(channel: str, *, everyone: bool, source: str, path: str) -> tuple[str, list[Block]]:
    """The confirmation, with a way back."""
    text = f"Remembered. {'Everyone' if everyone else f'Whoever asks in <#{channel}>'} finds it from now on."
    undo = button("Undo", FORGET_THREAD, json.dumps({"source": source, "path": path}))
    return text, [section(text), ActionsBlock(elements=[undo])]


def _audience(channel_name: str) -> Block:
    options = [
        Option(value=EVERYONE, text=PlainTextObject(text="Everyone")),
        Option(value=CHANNEL, text=PlainTextObject(text=cut(f"Only asks from #{channel_name}", 75)[0])),
    ]
    return InputBlock(
        block_id=AUDIENCE_BLOCK,
        label="Who may find it?",
        element=RadioButtonsElement(action_id=AUDIENCE_INPUT, options=options, initial_option=options[0]),
    )
