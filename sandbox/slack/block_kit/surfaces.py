"""Where blocks stand: messages, modals and the Home tab, each with its own limits.

https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter

from sandbox.slack.block_kit.base import ActionId, Rule, distinct, refused
from sandbox.slack.block_kit.cards import Alert, Card, Carousel, Container
from sandbox.slack.block_kit.images import ImageBlock
from sandbox.slack.block_kit.layout import (
    Actions,
    Context,
    ContextActions,
    Divider,
    File,
    Header,
    Input,
    Markdown,
    Section,
    Video,
)
from sandbox.slack.block_kit.rich_text import RichText
from sandbox.slack.block_kit.tables import DataTable, Table
from sandbox.slack.block_kit.tasks import Plan, TaskCard
from sandbox.slack.block_kit.text import Plain24

AnyBlock = Annotated[
    Actions
    | Alert
    | Card
    | Carousel
    | Container
    | Context
    | ContextActions
    | DataTable
    | Divider
    | File
    | Header
    | ImageBlock
    | Input
    | Markdown
    | Plan
    | RichText
    | Section
    | Table
    | TaskCard
    | Video,
    Field(discriminator="type"),
]
MESSAGES_ONLY = ("context_actions", "data_table", "file", "markdown", "plan", "table", "task_card")


def _distinct_blocks(blocks: list[AnyBlock]) -> list[AnyBlock]:
    distinct([block.block_id for block in blocks], "block_id")
    return blocks


def _not_messages_only(blocks: Any) -> Any:
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind in MESSAGES_ONLY:
            raise refused(f"unsupported type: {kind}", f"/{index}/type")
    return blocks


def _submit_for_inputs(view: "Modal") -> "Modal":
    if view.submit is None and any(isinstance(block, Input) for block in view.blocks):
        raise refused("missing required field: submit")
    return view


MessageBlocks = Annotated[list[AnyBlock], Field(max_length=50), AfterValidator(_distinct_blocks)]
ViewBlocks = Annotated[
    list[AnyBlock],
    Field(max_length=100),
    AfterValidator(_distinct_blocks),
    BeforeValidator(_not_messages_only),
]


class Home(Rule):
    """The Home tab of an app."""

    type: Literal["home"]
    blocks: ViewBlocks
    private_metadata: Annotated[str, Field(max_length=3000)] | None = None
    callback_id: ActionId | None = None
    external_id: Annotated[str, Field(max_length=255)] | None = None


class Modal(Rule):
    """A dialogue; it needs a submit button when it holds an input."""

    type: Literal["modal"]
    title: Plain24
    blocks: ViewBlocks
    submit: Plain24 | None = None
    close: Plain24 | None = None
    private_metadata: Annotated[str, Field(max_length=3000)] | None = None
    callback_id: ActionId | None = None
    external_id: Annotated[str, Field(max_length=255)] | None = None
    clear_on_close: bool | None = None
    notify_on_close: bool | None = None
    submit_disabled: bool | None = None


MESSAGE_BLOCKS: TypeAdapter[list[AnyBlock]] = TypeAdapter(MessageBlocks)
MODAL: TypeAdapter[Modal] = TypeAdapter(Annotated[Modal, AfterValidator(_submit_for_inputs)])
HOME: TypeAdapter[Home] = TypeAdapter(Home)
