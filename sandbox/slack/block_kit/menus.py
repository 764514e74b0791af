"""Select menus. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.slack.block_kit.base import ActionId, Rule, refused
from sandbox.slack.block_kit.composition import Confirm, ConversationFilter, Option, OptionGroup, Options
from sandbox.slack.block_kit.text import Plain150

AtLeastOne = Annotated[int, Field(ge=1)]
NotNegative = Annotated[int, Field(ge=0)]


class _Menu(Rule):
    action_id: ActionId | None = None
    placeholder: Plain150 | None = None
    confirm: Confirm | None = None
    focus_on_load: bool | None = None


class _Static(_Menu):
    options: Options | None = None
    option_groups: Annotated[list[OptionGroup], Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.options is None) == (self.option_groups is None):
            raise refused("must provide exactly one of `options` and `option_groups`")
        return self


class StaticSelect(_Static):
    """One of the app's choices."""

    type: Literal["static_select"]
    initial_option: Option | None = None


class MultiStaticSelect(_Static):
    """Several of the app's choices."""

    type: Literal["multi_static_select"]
    initial_options: Annotated[list[Option], Field(min_length=1)] | None = None
    max_selected_items: AtLeastOne | None = None


class ExternalSelect(_Menu):
    """One of the choices that the app sends while one types."""

    type: Literal["external_select"]
    initial_option: Option | None = None
    min_query_length: NotNegative | None = None


class MultiExternalSelect(_Menu):
    """Several of the choices that the app sends."""

    type: Literal["multi_external_select"]
    initial_options: Annotated[list[Option], Field(min_length=1)] | None = None
    min_query_length: NotNegative | None = None
    max_selected_items: AtLeastOne | None = None


class UsersSelect(_Menu):
    """A member."""

    type: Literal["users_select"]
    initial_user: str | None = None


class MultiUsersSelect(_Menu):
    """Several members."""

    type: Literal["multi_users_select"]
    initial_users: list[str] | None = None
    max_selected_items: AtLeastOne | None = None


class ChannelsSelect(_Menu):
    """A public channel."""

    type: Literal["channels_select"]
    initial_channel: str | None = None
    response_url_enabled: bool | None = None


class MultiChannelsSelect(_Menu):
    """Several public channels."""

    type: Literal["multi_channels_select"]
    initial_channels: list[str] | None = None
    max_selected_items: AtLeastOne | None = None


class ConversationsSelect(_Menu):
    """A conversation."""

    type: Literal["conversations_select"]
    initial_conversation: str | None = None
    default_to_current_conversation: bool | None = None
    response_url_enabled: bool | None = None
    filter: ConversationFilter | None = None


class MultiConversationsSelect(_Menu):
    """Several conversations."""

    type: Literal["multi_conversations_select"]
    initial_conversations: list[str] | None = None
    default_to_current_conversation: bool | None = None
    max_selected_items: AtLeastOne | None = None
    filter: ConversationFilter | None = None


Select = (
    StaticSelect
    | MultiStaticSelect
    | ExternalSelect
    | MultiExternalSelect
    | UsersSelect
    | MultiUsersSelect
    | ChannelsSelect
    | MultiChannelsSelect
    | ConversationsSelect
    | MultiConversationsSelect
)
