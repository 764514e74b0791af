"""Rich text: what a person types. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block"""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.slack.block_kit.base import Block, Rule


class Style(Rule):
    """How a piece of text looks."""

    bold: bool | None = None
    italic: bool | None = None
    strike: bool | None = None
    code: bool | None = None
    underline: bool | None = None
    highlight: bool | None = None
    client_highlight: bool | None = None
    unlink: bool | None = None


class _Piece(Rule):
    style: Style | None = None


class TextPiece(_Piece):
    """Plain characters."""

    type: Literal["text"]
    text: str


class Link(_Piece):
    """An address with an optional text."""

    type: Literal["link"]
    url: str
    text: str | None = None
    unsafe: bool | None = None


class Emoji(_Piece):
    """An emoji by its name."""

    type: Literal["emoji"]
    name: str
    unicode: str | None = None
    url: str | None = None
    skin_tone: int | None = None


class UserMention(_Piece):
    """A member or bot."""

    type: Literal["user"]
    user_id: str


class ChannelMention(_Piece):
    """A channel."""

    type: Literal["channel"]
    channel_id: str


class TeamMention(_Piece):
    """A workspace."""

    type: Literal["team"]
    team_id: str


class UsergroupMention(_Piece):
    """A group of members."""

    type: Literal["usergroup"]
    usergroup_id: str


class Broadcast(_Piece):
    """Everyone who is here."""

    type: Literal["broadcast"]
    range: Literal["here", "channel", "everyone"]


class Color(_Piece):
    """A colour swatch."""

    type: Literal["color"]
    value: str


class Date(_Piece):
    """A moment, shown in the reader's time zone."""

    type: Literal["date"]
    timestamp: int
    format: str
    url: str | None = None
    fallback: str | None = None


Piece = Annotated[
    TextPiece
    | Link
    | Emoji
    | UserMention
    | ChannelMention
    | TeamMention
    | UsergroupMention
    | Broadcast
    | Color
    | Date,
    Field(discriminator="type"),
]
Border = Annotated[int, Field(ge=0, le=1)]


class Section(Rule):
    """A run of text."""

    type: Literal["rich_text_section"]
    elements: list[Piece]


class Quote(Rule):
    """Quoted text."""

    type: Literal["rich_text_quote"]
    elements: list[Piece]
    border: Border | None = None


class Preformatted(Rule):
    """Code or a log."""

    type: Literal["rich_text_preformatted"]
    elements: list[Annotated[TextPiece | Link, Field(discriminator="type")]]
    border: Border | None = None
    language: str | None = None


class ItemList(Rule):
    """A list of sections."""

    type: Literal["rich_text_list"]
    style: Literal["bullet", "ordered"]
    elements: list[Section]
    indent: Annotated[int, Field(ge=0, le=8)] | None = None
    offset: Annotated[int, Field(ge=0)] | None = None
    border: Border | None = None


class RichText(Block):
    """The block."""

    type: Literal["rich_text"]
    elements: list[Annotated[Section | Quote | Preformatted | ItemList, Field(discriminator="type")]]
