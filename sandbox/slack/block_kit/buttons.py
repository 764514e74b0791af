"""Things to press. https://docs.slack.dev/reference/block-kit/block-elements"""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.slack.block_kit.base import ActionId, Label, Rule, Url
from sandbox.slack.block_kit.composition import Confirm, Option, RichOption, Style
from sandbox.slack.block_kit.text import Plain75

Value = Annotated[str, Field(max_length=2000)]


class Button(Rule):
    """A button."""

    type: Literal["button"]
    text: Plain75
    action_id: ActionId | None = None
    url: Url | None = None
    value: Value | None = None
    style: Style | None = None
    confirm: Confirm | None = None
    accessibility_label: Label | None = None


class _InputParameter(Rule):
    name: str
    value: str


class _Trigger(Rule):
    url: Url
    customizable_input_parameters: list[_InputParameter] | None = None


class _Workflow(Rule):
    trigger: _Trigger


class WorkflowButton(Rule):
    """A button that starts a workflow."""

    type: Literal["workflow_button"]
    text: Plain75
    workflow: _Workflow
    action_id: ActionId | None = None
    style: Style | None = None
    confirm: Confirm | None = None
    accessibility_label: Label | None = None


class IconButton(Rule):
    """A small button with an icon, under a message."""

    type: Literal["icon_button"]
    icon: Literal["trash"]
    text: Plain75
    action_id: ActionId | None = None
    value: Value | None = None
    confirm: Confirm | None = None
    accessibility_label: Label | None = None
    visible_to_user_ids: Annotated[list[str], Field(max_length=10)] | None = None


class FeedbackButton(Rule):
    """One of the two feedback buttons."""

    text: Plain75
    value: Value
    accessibility_label: Label | None = None


class FeedbackButtons(Rule):
    """Thumbs up and down under an answer."""

    type: Literal["feedback_buttons"]
    positive_button: FeedbackButton
    negative_button: FeedbackButton
    action_id: ActionId | None = None


class Overflow(Rule):
    """The three dots."""

    type: Literal["overflow"]
    options: Annotated[list[Option], Field(min_length=1, max_length=5)]
    action_id: ActionId | None = None
    confirm: Confirm | None = None


class Checkboxes(Rule):
    """Any of several choices."""

    type: Literal["checkboxes"]
    options: Annotated[list[RichOption], Field(min_length=1, max_length=10)]
    initial_options: Annotated[list[RichOption], Field(min_length=1)] | None = None
    action_id: ActionId | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None


class RadioButtons(Rule):
    """One of several choices."""

    type: Literal["radio_buttons"]
    options: Annotated[list[RichOption], Field(min_length=1, max_length=10)]
    initial_option: RichOption | None = None
    action_id: ActionId | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None
