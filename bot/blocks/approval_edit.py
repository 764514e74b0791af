"""The modal in which the arguments of a change are edited, one field each, checked by the tool itself."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.blocks.parts import context
from bot.texts import cut
from storage.models import Approval
from tools.tool import Tool

EDIT_MODAL = "edit_change_modal"
LONGEST_FIELD = 3000


def edit_modal(approval: Approval, tool: Tool[Any, Any]) -> View | None:
    """The modal; None where an argument is too long for a field of Slack's."""
    fields: list[Block] = []
    for name, field in tool.arguments.model_fields.items():
        written = as_text(approval.arguments.get(name))
        if len(written) > LONGEST_FIELD:
            return None
        fields.append(_input(name, field, written))
    note = context("An edit is decided on anew: what was approved before it no longer counts.")
    return View(
        type="modal",
        callback_id=EDIT_MODAL,
        private_metadata=f"{approval.id}:{approval.revision}",
        title="Edit the change",
        submit="Save",
        close="Cancel",
        blocks=[note, *fields],
    )


def _input(name: str, field: FieldInfo, written: str) -> Block:
    structured = _structured(field)
    hint = f"{field.description or ''}{' As JSON.' if structured else ''}".strip()
    return InputBlock(
        block_id=name,
        label=name.replace("_", " ").capitalize(),
        hint=cut(hint, 2000)[0] or None,
        optional=not field.is_required(),
        element=PlainTextInputElement(
            action_id=name,
            multiline=structured or "\n" in written or len(written) > 80 or name == "text",
            initial_value=written or None,
            max_length=LONGEST_FIELD,
        ),
    )


def as_text(value: Any) -> str:
    """An argument as it stands in its field."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)


def edited(tool: Tool[Any, Any], values: Mapping[str, str | None]) -> tuple[dict[str, Any], dict[str, str]]:
    """The arguments from the fields, and what is wrong with which field.

    Args:
        tool: The tool that they are for.
        values: What stands in each field.
    """
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, field in tool.arguments.model_fields.items():
        text = values.get(name)
        if text is None or text == "":
            continue
        if not _structured(field):
            given[name] = text
            continue
        try:
            given[name] = json.loads(text)
        except ValueError:
            wrong[name] = "This is not JSON."
    return (given, wrong) if wrong else (given, _wrong(tool.arguments, given))


def _wrong(model: type[BaseModel], given: dict[str, Any]) -> dict[str, str]:
    try:
        model.model_validate(given)
    except ValidationError as error:
        return {str(one["loc"][0]): f"{one['msg']}."[:150] for one in error.errors() if one["loc"]}
    return {}


def _structured(field: FieldInfo) -> bool:
    """Whether the argument is a list or a mapping rather than one value."""
    written = str(field.annotation)
    return "dict" in written or "list" in written
