"""The interactive elements of a message or view: found by their ids, with what they hold at first."""

from collections.abc import Iterator

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json

# What the state of an element is called, and which field of the element it begins with.
STATES = {
    "channels_select": ("selected_channel", "initial_channel"),
    "checkboxes": ("selected_options", "initial_options"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "email_text_input": ("value", "initial_value"),
    "external_select": ("selected_option", "initial_option"),
    "file_input": ("files", ""),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "number_input": ("value", "initial_value"),
    "plain_text_input": ("value", "initial_value"),
    "radio_buttons": ("selected_option", "initial_option"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "timepicker": ("selected_time", "initial_time"),
    "url_text_input": ("value", "initial_value"),
    "users_select": ("selected_user", "initial_user"),
}
MANY = ("checkboxes", "file_input", "multi_")
CHOSEN = frozenset(key for key, _ in STATES.values()) | {"selected_option", "value"}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block."""
    for block in blocks:
        for element in (block.get("accessory"), block.get("element")):
            if element and "action_id" in element:
                yield block, element
        for element in [*(block.get("elements") or []), *(block.get("actions") or [])]:
            if element.get("type") == "card":
                yield from elements([element])
            elif "action_id" in element:
                yield block, element
        yield from elements(block.get("child_blocks") or [])


def pressed(blocks: list[Json], action: Json, ts: str) -> Json:
    """The action as the app is told it: what stands in the element, and what was chosen.

    Raises:
        SlackError: `no_such_action` when nothing with these ids is there.
    """
    for block, element in elements(blocks):
        ids = (block.get("block_id"), element["action_id"])
        if ids == (action.get("block_id"), action.get("action_id")):
            told: Json = {"type": element["type"], "block_id": ids[0], "action_id": ids[1], "action_ts": ts}
            kept = ("text", "value", "style", "confirm", "placeholder")
            told |= {key: element[key] for key in kept if key in element}
            return (
                told
                | {key: value for key, value in action.items() if key in CHOSEN}
                | _feedback(element, action)
            )
    raise SlackError("no_such_action")


def state_of(blocks: list[Json], given: Json | None) -> Json:
    """The values of all elements that hold one: those given, else what they began with."""
    typed = (given or {}).get("values") or {}
    values: Json = {}
    for block, element in elements(blocks):
        kind = element["type"]
        if kind not in STATES:
            continue
        key, initial = STATES[kind]
        empty: list[str] | None = [] if kind.startswith(MANY) else None
        value: Json = {"type": kind, key: element.get(initial) or empty}
        value |= typed.get(block["block_id"], {}).get(element["action_id"], {})
        values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return {"values": values}


def unfilled(blocks: list[Json], state: Json) -> dict[str, str]:
    """What is wrong with a form before the app sees it: an error for each block that needs one."""
    wrong: dict[str, str] = {}
    for block, element in elements(blocks):
        if block["type"] != "input":
            continue
        value = state["values"][block["block_id"]][element["action_id"]].get(STATES[element["type"]][0])
        if problem := _problem(block, element, value):
            wrong[block["block_id"]] = problem
    return wrong


def _problem(block: Json, element: Json, value: object) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] == "plain_text_input" and isinstance(value, str):
        least, most = element.get("min_length") or 0, element.get("max_length") or 3000
        if len(value) < least:
            return f"Please enter at least {least} characters."
        if len(value) > most:
            return f"Please enter no more than {most} characters."
    return None


def _feedback(element: Json, action: Json) -> Json:
    """Feedback buttons tell the text of the one that was pressed."""
    if element["type"] != "feedback_buttons":
        return {}
    for name in ("positive_button", "negative_button"):
        if element[name]["value"] == action.get("value"):
            return {"text": element[name]["text"], "value": action["value"]}
    raise SlackError("no_such_action")
