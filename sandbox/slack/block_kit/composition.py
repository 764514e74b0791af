"""Composition objects that elements share. https://docs.slack.dev/reference/block-kit/composition-objects"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sandbox.slack.block_kit.base import Rule, Url, at_most
from sandbox.slack.block_kit.text import Plain30, Plain75, Plain100, Text, Text300

Style = Literal["primary", "danger"]


class Confirm(Rule):
    """The question asked before an action counts."""

    title: Plain100 | None = None
    text: Text300
    confirm: Plain30 | None = None
    deny: Plain30 | None = None
    style: Style | None = None


class Option(Rule):
    """One choice of a menu; its text is plain."""

    text: Plain75
    value: Annotated[str, Field(max_length=150)] | None = None
    description: Plain75 | None = None
    url: Url | None = None


class RichOption(Rule):
    """One choice of checkboxes or radio buttons; its text may have markup."""

    text: Annotated[Text, AfterValidator(at_most(75))]
    value: Annotated[str, Field(max_length=150)] | None = None
    description: Annotated[Text, AfterValidator(at_most(75))] | None = None
    url: Url | None = None


Options = Annotated[list[Option], Field(min_length=1, max_length=100)]


class OptionGroup(Rule):
    """Choices under a common label."""

    label: Plain75
    options: Options


class ConversationFilter(Rule):
    """Which conversations a menu offers."""

    include: Annotated[list[Literal["im", "mpim", "private", "public"]], Field(min_length=1)] | None = None
    exclude_external_shared_channels: bool | None = None
    exclude_bot_users: bool | None = None


class DispatchActions(Rule):
    """When an input tells the app about itself."""

    trigger_actions_on: Annotated[
        list[Literal["on_enter_pressed", "on_character_entered"]], Field(min_length=1, max_length=2)
    ]


class UrlSource(Rule):
    """A link to where something comes from."""

    type: Literal["url"]
    text: Annotated[str, Field(min_length=1)]
    url: Url
