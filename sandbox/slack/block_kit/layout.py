"""The everyday blocks. https://docs.slack.dev/reference/block-kit/blocks"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sandbox.slack.block_kit.base import Block, Url, distinct, refused
from sandbox.slack.block_kit.buttons import (
    Button,
    Checkboxes,
    FeedbackButtons,
    IconButton,
    Overflow,
    RadioButtons,
    WorkflowButton,
)
from sandbox.slack.block_kit.images import AltText, ImageElement
from sandbox.slack.block_kit.inputs import Picker, RichTextInput, TypedInput
from sandbox.slack.block_kit.menus import Select
from sandbox.slack.block_kit.text import Mrkdwn, Plain150, Plain200, Plain2000, PlainText, Text, Text2000

Accessory = Annotated[
    Button | Checkboxes | ImageElement | Overflow | Picker | RadioButtons | Select | WorkflowButton,
    Field(discriminator="type"),
]
ActionElement = Annotated[
    Button | Checkboxes | Overflow | Picker | RadioButtons | RichTextInput | Select | WorkflowButton,
    Field(discriminator="type"),
]
InputElement = Annotated[
    Checkboxes | Picker | RadioButtons | Select | TypedInput, Field(discriminator="type")
]


def _distinct_actions(elements: list[Any]) -> list[Any]:
    distinct([element.action_id for element in elements], "action_id")
    return elements


class Section(Block):
    """Text, with something beside it."""

    type: Literal["section"]
    text: Text | None = None
    fields: Annotated[list[Text2000], Field(min_length=1, max_length=10)] | None = None
    accessory: Accessory | None = None
    expand: bool | None = None

    @model_validator(mode="after")
    def _has_text(self) -> Self:
        if self.text is None and self.fields is None:
            raise refused("missing required field: text or fields")
        return self


class Header(Block):
    """A heading."""

    type: Literal["header"]
    text: Plain150
    level: Annotated[int, Field(ge=1, le=4)] | None = None


class Divider(Block):
    """A line."""

    type: Literal["divider"]


class Context(Block):
    """Small print."""

    type: Literal["context"]
    elements: Annotated[
        list[Annotated[ImageElement | Mrkdwn | PlainText, Field(discriminator="type")]],
        Field(min_length=1, max_length=10),
    ]


class Actions(Block):
    """Buttons and menus in a row."""

    type: Literal["actions"]
    elements: Annotated[
        list[ActionElement], Field(min_length=1, max_length=25), AfterValidator(_distinct_actions)
    ]


class ContextActions(Block):
    """Feedback and icon buttons under a message."""

    type: Literal["context_actions"]
    elements: Annotated[
        list[Annotated[FeedbackButtons | IconButton, Field(discriminator="type")]],
        Field(min_length=1, max_length=5),
        AfterValidator(_distinct_actions),
    ]


class Input(Block):
    """A field of a form."""

    type: Literal["input"]
    label: Plain2000
    element: InputElement
    hint: Plain2000 | None = None
    optional: bool | None = None
    dispatch_action: bool | None = None


class Markdown(Block):
    """Standard Markdown; Slack counts its characters over the whole message."""

    type: Literal["markdown"]
    text: Annotated[str, Field(min_length=1)]


class File(Block):
    """A remote file."""

    type: Literal["file"]
    external_id: str
    source: Literal["remote"]


class Video(Block):
    """An embedded video."""

    type: Literal["video"]
    alt_text: AltText
    title: Plain200
    thumbnail_url: Url
    video_url: Url
    title_url: Annotated[str, Field(max_length=2000)] | None = None
    author_name: Annotated[str, Field(max_length=50)] | None = None
    description: Plain200 | None = None
    provider_name: Annotated[str, Field(max_length=50)] | None = None
    provider_icon_url: Annotated[str, Field(max_length=2000)] | None = None
