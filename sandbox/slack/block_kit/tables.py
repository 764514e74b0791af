"""Tables. https://docs.slack.dev/reference/block-kit/blocks/table-block and data-table-block"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.slack.block_kit.base import Block, Rule, refused
from sandbox.slack.block_kit.rich_text import RichText

CHARACTERS = 10_000
DATA_CHARACTERS = 20_000


class RawText(Rule):
    """A cell of text."""

    type: Literal["raw_text"]
    text: str


class RawNumber(Rule):
    """A cell with a number and how it reads."""

    type: Literal["raw_number"]
    value: int | float
    text: str


Cell = Annotated[RawText | RawNumber | RichText, Field(discriminator="type")]
Row = Annotated[list[Cell], Field(min_length=1, max_length=20)]


class ColumnSettings(Rule):
    """How a column is set."""

    align: Literal["left", "center", "right"] | None = None
    is_wrapped: bool | None = None


class Table(Block):
    """A table of at most 100 rows and 20 columns."""

    type: Literal["table"]
    rows: Annotated[list[Row], Field(min_length=1, max_length=100)]
    column_settings: Annotated[list[ColumnSettings | None], Field(max_length=20)] | None = None

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if characters(self.rows) > CHARACTERS:
            raise refused(f"must be less than {CHARACTERS + 1} characters", "/rows")
        return self


class DataTable(Block):
    """A table that sorts and pages; its first row is the header."""

    type: Literal["data_table"]
    caption: str
    rows: Annotated[list[Row], Field(min_length=2, max_length=201)]
    page_size: Annotated[int, Field(ge=1, le=100)] | None = None
    row_header_column_index: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if characters(self.rows) > DATA_CHARACTERS:
            raise refused(f"must be less than {DATA_CHARACTERS + 1} characters", "/rows")
        if len({len(row) for row in self.rows}) > 1:
            raise refused("all rows must have the same number of cells", "/rows")
        return self


def characters(rows: list[list[RawText | RawNumber | RichText]]) -> int:
    """The characters of all cells; rich text counts by its JSON text pieces."""
    return sum(_length(cell) for row in rows for cell in row)


def _length(cell: RawText | RawNumber | RichText) -> int:
    if not isinstance(cell, RichText):
        return len(cell.text)
    pieces = (piece for part in cell.elements for piece in part.elements)
    return sum(len(getattr(piece, "text", None) or "") for piece in pieces)
