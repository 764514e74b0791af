"""The ids that Slack makes up for blocks and elements which came without."""

import secrets
import string
from typing import Any

ALPHABET = string.ascii_letters + string.digits
INTERACTIVE = frozenset(
    {
        "button",
        "checkboxes",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "feedback_buttons",
        "file_input",
        "icon_button",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "rich_text_input",
        "timepicker",
        "url_text_input",
        "workflow_button",
    }
)


def made_up_id() -> str:
    """Five random characters, as Slack's own block ids."""
    return "".join(secrets.choice(ALPHABET) for _ in range(5))


def identify(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copy blocks, giving each block a `block_id` and each interactive element an `action_id`."""
    return [{**_elements(block), "block_id": block.get("block_id") or made_up_id()} for block in blocks]


def _elements(block: dict[str, Any]) -> dict[str, Any]:
    done = dict(block)
    for key in ("accessory", "element"):
        if isinstance(done.get(key), dict):
            done[key] = _element(done[key])
    for key in ("elements", "actions"):
        if isinstance(done.get(key), list) and block.get("type") != "rich_text":
            done[key] = [_element(one) if isinstance(one, dict) else one for one in done[key]]
    if isinstance(done.get("child_blocks"), list):
        done["child_blocks"] = identify(done["child_blocks"])
    return done


def _element(element: dict[str, Any]) -> dict[str, Any]:
    kind = str(element.get("type"))
    if kind == "card":
        return _elements(element)
    if kind in INTERACTIVE or kind.endswith("_select"):
        return {**element, "action_id": element.get("action_id") or made_up_id()}
    return element
