"""Cards, alerts and containers. https://docs.slack.dev/reference/block-kit/blocks"""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.slack.block_kit.base import Block
from sandbox.slack.block_kit.buttons import Button
from sandbox.slack.block_kit.images import ImageBlock, ImageElement
from sandbox.slack.block_kit.layout import Actions, Context, Divider, File, Header, Input, Section, Video
from sandbox.slack.block_kit.rich_text import RichText
from sandbox.slack.block_kit.tables import Table
from sandbox.slack.block_kit.text import Mrkdwn150, Mrkdwn200, Plain150, Text150, Text200


class Alert(Block):
    """A notice."""

    type: Literal["alert"]
    text: Text200
    level: Literal["default", "info", "warning", "error", "success"] | None = None


class Card(Block):
    """A small page of its own."""

    type: Literal["card"]
    hero_image: ImageElement | None = None
    icon: ImageElement | None = None
    title: Mrkdwn150 | None = None
    subtitle: Mrkdwn150 | None = None
    body: Mrkdwn200 | None = None
    subtext: Mrkdwn200 | None = None
    actions: Annotated[list[Button], Field(max_length=3)] | None = None


class Carousel(Block):
    """Cards side by side."""

    type: Literal["carousel"]
    elements: Annotated[list[Card], Field(min_length=1, max_length=10)]


Child = Annotated[
    Actions | Context | Divider | File | Header | ImageBlock | Input | RichText | Section | Table | Video,
    Field(discriminator="type"),
]


class Container(Block):
    """Blocks that belong together and can be folded."""

    type: Literal["container"]
    child_blocks: Annotated[list[Child], Field(min_length=1, max_length=10)]
    title: Plain150 | None = None
    rich_text_title: RichText | None = None
    subtitle: Text150 | None = None
    icon: ImageElement | None = None
    width: Literal["narrow", "standard", "wide", "full"] | None = None
    is_collapsible: bool | None = None
    default_collapsed: bool | None = None
    has_header_divider: bool | None = None
