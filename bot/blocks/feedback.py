"""The feedback buttons and the modal that asks what was wrong."""

from slack_sdk.models.blocks import (
    Block,
    ContextActionsBlock,
    FeedbackButtonsElement,
    InputBlock,
    PlainTextInputElement,
)
from slack_sdk.models.blocks.basic_components import FeedbackButtonObject
from slack_sdk.models.views import View

FEEDBACK = "feedback"
FEEDBACK_COMMENT = "feedback_comment"
COMMENT_BLOCK = "comment"
COMMENT_INPUT = "text"


def feedback_buttons(ask_id: str) -> Block:
    """Thumbs up and thumbs down; their values are `up:<ask id>` and `down:<ask id>`."""
    return ContextActionsBlock(
        elements=[
            FeedbackButtonsElement(
                action_id=FEEDBACK,
                positive_button=FeedbackButtonObject(
                    text="Helpful", accessibility_label="This answer helped", value=f"up:{ask_id}"
                ),
                negative_button=FeedbackButtonObject(
                    text="Not helpful", accessibility_label="This answer did not help", value=f"down:{ask_id}"
                ),
            )
        ]
    )


def comment_modal(ask_id: str) -> View:
    """Asks what was wrong with an answer."""
    return View(
        type="modal",
        callback_id=FEEDBACK_COMMENT,
        private_metadata=ask_id,
        title="What was wrong?",
        submit="Send",
        close="Skip",
        blocks=[
            InputBlock(
                block_id=COMMENT_BLOCK,
                label="What should the answer have said?",
                optional=True,
                element=PlainTextInputElement(action_id=COMMENT_INPUT, multiline=True, max_length=3000),
            )
        ],
    )
