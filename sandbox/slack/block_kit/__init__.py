"""Block Kit by Slack's reference: which blocks, elements and fields exist, and how long each may be.

`check_message(blocks)` and `check_view(view)` raise what the Web API would answer; `identify(blocks)` adds
the ids that Slack makes up. One concept a file; the numbers are those of docs.slack.dev's reference.
"""

import json
from typing import Any

from pydantic import ValidationError

from sandbox.slack.block_kit.identify import identify
from sandbox.slack.block_kit.problems import problems
from sandbox.slack.block_kit.surfaces import HOME, MESSAGE_BLOCKS, MODAL
from sandbox.slack.errors import SlackError, refusal

__all__ = ["check_message", "check_view", "identify"]

MARKDOWN_CHARACTERS = 12_000
VIEW_BYTES = 250_000


def check_message(blocks: list[dict[str, Any]], root: str = "/blocks") -> None:
    """Refuse blocks that a message may not hold.

    Args:
        blocks: the JSON of the blocks.
        root: where they stand in the call, for the pointers of the messages.

    Raises:
        SlackError: `invalid_blocks`, `msg_blocks_too_long` or `invalid_attachments`.
    """
    try:
        MESSAGE_BLOCKS.validate_python(blocks)
    except ValidationError as error:
        raise refusal("invalid_blocks", problems(error, blocks, root)) from None
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise refusal("invalid_attachments", ["[ERROR] only_one_table_allowed"])


def check_view(view: dict[str, Any], kinds: tuple[str, ...] = ("modal",)) -> None:
    """Refuse a view that is not what Slack takes.

    Args:
        view: the JSON of the view.
        kinds: the types that the method takes.

    Raises:
        SlackError: `invalid_arguments` or `view_too_large`.
    """
    if len(json.dumps(view)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    kind = view.get("type")
    if kind not in kinds:
        expected = ", ".join(kinds)
        raise refusal("invalid_arguments", [f"[ERROR] must be one of {expected} [json-pointer:/view/type]"])
    try:
        (HOME if kind == "home" else MODAL).validate_python(view)
    except ValidationError as error:
        raise refusal("invalid_arguments", problems(error, view, "/view")) from None
