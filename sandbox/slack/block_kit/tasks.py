"""The steps of an agent at work. https://docs.slack.dev/reference/block-kit/blocks/task-card-block"""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.slack.block_kit.base import Block
from sandbox.slack.block_kit.composition import UrlSource
from sandbox.slack.block_kit.rich_text import RichText

Status = Literal["pending", "in_progress", "complete", "error"]


class TaskCard(Block):
    """One step."""

    type: Literal["task_card"]
    task_id: str
    title: Annotated[str, Field(min_length=1)]
    status: Status
    details: RichText | None = None
    output: RichText | None = None
    sources: list[UrlSource] | None = None


class Plan(Block):
    """Several steps under a title."""

    type: Literal["plan"]
    title: Annotated[str, Field(min_length=1)]
    tasks: Annotated[list[TaskCard], Field(max_length=50)] | None = None
