"""The modal in which a question is worded: about a message, or from the App Home."""

import json
from collections.abc import Mapping

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.blocks.parts import context, section
from bot.texts import cut
from bot.texts.mrkdwn import quote

ASK_MODAL = "ask_modal"
QUESTION_BLOCK = "question"
QUESTION_INPUT = "text"
LONGEST_QUESTION = 3000


def ask_modal(example: str = "", about: Mapping[str, str] | None = None) -> View:
    """A modal that asks for the question.

    Args:
        example: What stands in the input at first.
        about: The message that the question is about: its channel, ts, thread_ts, user and text.
    """
    blocks: list[Block] = []
    if about is not None:
        quoted = quote(cut(about["text"], 600)[0])
        blocks.append(section(f"About this message:\n{quoted}" if quoted else "About this message."))
    blocks.append(
        InputBlock(
            block_id=QUESTION_BLOCK,
            label="What do you want to know?",
            element=PlainTextInputElement(
                action_id=QUESTION_INPUT,
                multiline=True,
                initial_value=example or None,
                placeholder="Why did the last build fail?",
                max_length=LONGEST_QUESTION,
                focus_on_load=True,
            ),
        )
    )
    where = "under that message" if about is not None else "in a direct message"
    blocks.append(context(f"The crew answers {where}."))
    return View(
        type="modal",
        callback_id=ASK_MODAL,
        private_metadata=_kept(about),
        title="Ask the crew",
        submit="Ask",
        close="Cancel",
        blocks=blocks,
    )


def _kept(about: Mapping[str, str] | None) -> str:
    # A view keeps 3,000 characters for the app; JSON makes other letters than English ones longer.
    if about is None:
        return ""
    text = about["text"]
    while len(kept := json.dumps({**about, "text": text})) > 3000:
        text = text[: len(text) * 3 // 4]
    return kept
