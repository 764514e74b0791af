"""What is wrong with a payload, in Slack's words and with a JSON pointer to the place."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def problems(error: ValidationError, payload: Any, root: str) -> list[str]:
    """Word every problem of a payload the way `response_metadata.messages` does.

    Args:
        error: what the rules found.
        payload: the JSON that was checked.
        root: the pointer of the payload inside the call, for example `/blocks`.
    """
    return [_word(detail, payload, root) for detail in error.errors(include_url=False, include_input=False)]


def _word(detail: ErrorDetails, payload: Any, root: str) -> str:
    context = detail.get("ctx", {})
    location = detail["loc"]
    reason, own_field = _reason(detail, context)
    if own_field and location:
        location = location[:-1]
    pointer = _pointer(location, payload, root) + str(context.get("below", ""))
    return f"[ERROR] {reason} [json-pointer:{pointer}]"


def _reason(detail: ErrorDetails, context: Mapping[str, Any]) -> tuple[str, bool]:
    """The wording, and whether the last step of the location is a field named in it."""
    field = detail["loc"][-1] if detail["loc"] else ""
    worded = {
        "missing": (f"missing required field: {field}", True),
        "extra_forbidden": (f"invalid additional property: {field}", True),
        "string_too_long": (f"must be less than {context.get('max_length', 0) + 1} characters", False),
        "string_too_short": (f"must be more than {context.get('min_length', 0) - 1} characters", False),
        "too_long": (f"no more than {context.get('max_length')} items allowed", False),
        "too_short": (f"no less than {context.get('min_length')} items allowed", False),
        "union_tag_invalid": (f"unsupported type: {context.get('tag')}", False),
        "union_tag_not_found": ("missing required field: type", False),
        "literal_error": (f"must be one of {context.get('expected')}", False),
        "slack": (str(context.get("reason")), False),
    }
    return worded.get(detail["type"], (detail["msg"][:1].lower() + detail["msg"][1:], False))


def _pointer(location: tuple[int | str, ...], payload: Any, root: str) -> str:
    """Walk the payload along the location, leaving out the tags of unions, which are no part of the JSON."""
    pointer, here, tag_seen = root, payload, False
    for step in location:
        is_tag = isinstance(here, dict) and here.get("type") == step and not tag_seen
        if is_tag:
            tag_seen = True
            continue
        pointer, tag_seen = f"{pointer}/{step}", False
        here = _child(here, step)
    return pointer


def _child(here: Any, step: int | str) -> Any:
    if isinstance(here, dict):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None
