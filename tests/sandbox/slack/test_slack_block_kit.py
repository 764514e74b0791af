"""Every limit of the reference, one character or item over it, and payloads that are just inside."""

from typing import Any

import pytest

from sandbox.slack.block_kit import check_message, check_view, identify
from sandbox.slack.errors import SlackError
from tests.slack_schemas import refusals

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**fields: Any) -> Json:
    return {"type": "section", "text": mrkdwn("x")} | fields


def button(**fields: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | fields


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def buttons(count: int) -> Json:
    return actions(*(button(action_id=f"a{number}") for number in range(count)))


def menu(**fields: Any) -> Json:
    element = {"type": "static_select", "action_id": "pick", "options": [option()]} | fields
    return actions({key: value for key, value in element.items() if value is not None})


def option(text: str = "One", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def image(**fields: Any) -> Json:
    return {"type": "image", "image_url": "https://a.example/b.png", "alt_text": "b"} | fields


def table(rows: int = 2, columns: int = 2, text: str = "x") -> Json:
    cell = {"type": "raw_text", "text": text}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def feedback(**fields: Any) -> Json:
    good, bad = {"text": plain("Good"), "value": "good"}, {"text": plain("Bad"), "value": "bad"}
    element = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": good,
        "negative_button": bad,
    }
    return {"type": "context_actions", "elements": [element | fields]}


def field(**fields: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "why"}
    return {"type": "input", "label": plain("Why?"), "element": element} | fields


def rich(text: str = "x") -> Json:
    part = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": text, "style": {"bold": True}}],
    }
    return {"type": "rich_text", "elements": [part]}


def task(**fields: Any) -> Json:
    return {
        "type": "task_card",
        "task_id": "1",
        "title": "Look",
        "status": "complete",
        "output": rich(),
    } | fields


def under(characters: int) -> str:
    return f"must be less than {characters} characters"


def up_to(items: int) -> str:
    return f"no more than {items} items allowed"


DATE = section(accessory={"type": "datepicker", "initial_date": "tomorrow"})
SIZED = {"type": "text", "text": "x", "size": 2}
SIZED_TEXT = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [SIZED]}]}
LENGTHS = {"type": "plain_text_input", "min_length": 9, "max_length": 3}
CONFIRM = {"title": plain("Sure?"), "text": mrkdwn("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
GOOD: dict[str, Json] = {
    "section of 3000": section(text=mrkdwn("x" * 3000)),
    "fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    "header of 150": {"type": "header", "text": plain("x" * 150)},
    "25 buttons": buttons(25),
    "button at its limits": actions(
        button(text=plain("x" * 75), value="v" * 2000, url="https://a.example/" + "x" * 2982, confirm=CONFIRM)
    ),
    "styled": actions(button(style="primary", accessibility_label="x" * 75)),
    "100 options": menu(options=[option("x" * 75, "v" * 150)] * 100),
    "groups": menu(options=None, option_groups=[{"label": plain("All"), "options": [option()]}]),
    "context": {"type": "context", "elements": [image(), *[mrkdwn("x")] * 9]},
    "divider": {"type": "divider", "block_id": "b" * 255},
    "image": image(alt_text="x" * 2000, title=plain("x" * 2000)),
    "table": table(100, 20),
    "feedback": feedback(),
    "input": field(label=plain("x" * 2000), optional=True),
    "rich text": rich(),
    "markdown of 12000": {"type": "markdown", "text": "x" * 12_000},
    "overflow": section(accessory={"type": "overflow", "action_id": "o", "options": [option()] * 5}),
    "date": section(accessory={"type": "datepicker", "action_id": "d", "initial_date": "2026-11-22"}),
    "checkboxes": actions(
        {"type": "checkboxes", "action_id": "c", "options": [{"text": mrkdwn("*x*"), "value": "1"}]}
    ),
    "users": section(accessory={"type": "users_select", "action_id": "u", "placeholder": plain("Who")}),
    "task": task(sources=[{"type": "url", "text": "build", "url": "https://a.example"}]),
    "plan": {"type": "plan", "title": "Plan", "tasks": [task()]},
    "alert": {"type": "alert", "level": "warning", "text": mrkdwn("Mind the freeze")},
    "card": {"type": "card", "title": mrkdwn("Card"), "body": mrkdwn("Body"), "actions": [button()]},
    "carousel": {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("Card")}]},
    "container": {"type": "container", "title": plain("Box"), "child_blocks": [section()]},
    "video": {
        "type": "video",
        "title": plain("Demo"),
        "alt_text": "demo",
        "video_url": "https://a.example/v",
        "thumbnail_url": "https://a.example/t",
    },
}
BAD: dict[str, tuple[Json, str, str]] = {
    "section text": (section(text=mrkdwn("x" * 3001)), under(3001), "/0/text/text"),
    "empty text": (section(text=mrkdwn("")), "must be more than 0 characters", "/0/text/text"),
    "no text": ({"type": "section"}, "missing required field: text or fields", "/0"),
    "field text": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, under(2001), "/0/fields/0/text"),
    "11 fields": ({"type": "section", "fields": [mrkdwn("x")] * 11}, up_to(10), "/0/fields"),
    "header": ({"type": "header", "text": plain("x" * 151)}, under(151), "/0/text/text"),
    "header in mrkdwn": (
        {"type": "header", "text": mrkdwn("x")},
        "must be one of 'plain_text'",
        "/0/text/type",
    ),
    "26 elements": (buttons(26), up_to(25), "/0/elements"),
    "no elements": (actions(), "no less than 1 items allowed", "/0/elements"),
    "same action twice": (actions(button(), button()), "`action_id` 'go' already exists", "/0/elements"),
    "button text": (actions(button(text=plain("x" * 76))), under(76), "/0/elements/0/text/text"),
    "button value": (actions(button(value="v" * 2001)), under(2001), "/0/elements/0/value"),
    "button url": (actions(button(url="u" * 3001)), under(3001), "/0/elements/0/url"),
    "button style": (
        actions(button(style="loud")),
        "must be one of 'primary' or 'danger'",
        "/0/elements/0/style",
    ),
    "action id": (actions(button(action_id="a" * 256)), under(256), "/0/elements/0/action_id"),
    "block id": (section(block_id="b" * 256), under(256), "/0/block_id"),
    "101 options": (menu(options=[option()] * 101), up_to(100), "/0/elements/0/options"),
    "option text": (menu(options=[option("x" * 76)]), under(76), "/0/elements/0/options/0/text/text"),
    "option value": (menu(options=[option(value="v" * 151)]), under(151), "/0/elements/0/options/0/value"),
    "no options": (
        menu(options=None),
        "must provide exactly one of `options` and `option_groups`",
        "/0/elements/0",
    ),
    "confirm": (
        actions(button(confirm=CONFIRM | {"deny": plain("x" * 31)})),
        under(31),
        "/0/elements/0/confirm/deny/text",
    ),
    "11 in context": ({"type": "context", "elements": [mrkdwn("x")] * 11}, up_to(10), "/0/elements"),
    "button in context": (
        {"type": "context", "elements": [button()]},
        "unsupported type: button",
        "/0/elements/0",
    ),
    "alt text": (image(alt_text="x" * 2001), under(2001), "/0/alt_text"),
    "no alt text": (
        {"type": "image", "image_url": "https://a.example"},
        "missing required field: alt_text",
        "/0",
    ),
    "two images": (
        image(slack_file={"id": "F1"}),
        "must provide exactly one of `image_url` and `slack_file`",
        "/0",
    ),
    "101 rows": (table(rows=101), up_to(100), "/0/rows"),
    "21 columns": (table(rows=1, columns=21), up_to(20), "/0/rows/0"),
    "table characters": (table(text="x" * 2501), under(10001), "/0/rows"),
    "feedback value": (
        feedback(positive_button={"text": plain("Good")}),
        "missing required field: value",
        "/0/elements/0/positive_button",
    ),
    "input label": (field(label=plain("x" * 2001)), under(2001), "/0/label/text"),
    "input lengths": (
        field(element=LENGTHS),
        "`min_length` must not be greater than `max_length`",
        "/0/element",
    ),
    "6 in overflow": (
        section(accessory={"type": "overflow", "options": [option()] * 6}),
        up_to(5),
        "/0/accessory/options",
    ),
    "a date": (DATE, r"string should match pattern '^\d{4}-\d{2}-\d{2}$'", "/0/accessory/initial_date"),
    "task status": (
        task(status="done"),
        "must be one of 'pending', 'in_progress', 'complete' or 'error'",
        "/0/status",
    ),
    "unknown block": ({"type": "poster"}, "unsupported type: poster", "/0"),
    "no type": ({"text": "x"}, "missing required field: type", "/0"),
    "unknown field": (section(colour="red"), "invalid additional property: colour", "/0"),
    "unknown deep field": (SIZED_TEXT, "invalid additional property: size", "/0/elements/0/elements/0"),
    "a number for a text": (
        section(text=mrkdwn("x") | {"text": 5}),
        "input should be a valid string",
        "/0/text/text",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_accepted(name: str) -> None:
    check_message([GOOD[name]])
    check_message(identify([GOOD[name]]))


@pytest.mark.parametrize("name", BAD)
def test_refused(name: str) -> None:
    block, reason, pointer = BAD[name]
    with pytest.raises(SlackError, match="invalid_blocks") as caught:
        check_message([block])
    messages = caught.value.extra["response_metadata"]["messages"]
    assert messages == [f"[ERROR] {reason} [json-pointer:/blocks{pointer}]"]


def test_limits_of_a_whole_message() -> None:
    check_message([{"type": "divider"}] * 50)
    with pytest.raises(SlackError, match="invalid_blocks"):
        check_message([{"type": "divider"}] * 51)
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        check_message([{"type": "markdown", "text": "x" * 6_001}] * 2)
    with pytest.raises(SlackError, match="invalid_attachments"):
        check_message([table(), table()])
    with pytest.raises(SlackError) as caught:
        check_message([section(block_id="a"), section(block_id="a")])
    assert "`block_id` 'a' already exists" in caught.value.extra["response_metadata"]["messages"][0]


@pytest.mark.parametrize("name", GOOD)
def test_what_is_accepted_fits_slacks_own_types(name: str) -> None:
    assert refusals("KnownBlock", GOOD[name]) == []


NOT_IN_TYPES = [
    "unknown block",
    "no type",
    "unknown field",
    "unknown deep field",
    "a number for a text",
    "task status",
    "no alt text",
    "button style",
    "header in mrkdwn",
    "feedback value",
]


@pytest.mark.parametrize("name", NOT_IN_TYPES)
def test_what_slacks_own_types_refuse_is_refused(name: str) -> None:
    assert refusals("KnownBlock", BAD[name][0]) != []


@pytest.mark.parametrize(
    "view",
    [
        {"type": "home", "blocks": [GOOD["divider"], GOOD["25 buttons"]], "private_metadata": "p"},
        {"type": "modal", "title": plain("x" * 24), "submit": plain("Go"), "blocks": [GOOD["input"]]},
        {"type": "modal", "title": plain("x"), "blocks": [GOOD["rich text"]], "notify_on_close": True},
    ],
)
def test_views_fit_slacks_own_types(view: Json) -> None:
    check_view(view, ("modal", "home"))
    assert refusals("View", view) == []
