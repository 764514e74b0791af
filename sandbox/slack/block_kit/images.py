"""Images, by address or by uploaded file. https://docs.slack.dev/reference/block-kit/blocks/image-block"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.slack.block_kit.base import Block, Rule, Url, refused
from sandbox.slack.block_kit.text import Plain2000

AltText = Annotated[str, Field(max_length=2000)]


class SlackFile(Rule):
    """An uploaded image, named by its id or its address."""

    id: str | None = None
    url: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.id is None) == (self.url is None):
            raise refused("must provide exactly one of `id` and `url`")
        return self


class _Image(Rule):
    type: Literal["image"]
    alt_text: AltText
    image_url: Url | None = None
    slack_file: SlackFile | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.image_url is None) == (self.slack_file is None):
            raise refused("must provide exactly one of `image_url` and `slack_file`")
        return self


class ImageElement(_Image):
    """An image inside another block."""


class ImageBlock(_Image, Block):
    """An image as a block."""

    title: Plain2000 | None = None
