"""Things to fill in. https://docs.slack.dev/reference/block-kit/block-elements"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sandbox.slack.block_kit.base import ActionId, Rule, refused
from sandbox.slack.block_kit.composition import Confirm, DispatchActions
from sandbox.slack.block_kit.rich_text import RichText
from sandbox.slack.block_kit.text import Plain150

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Time = Annotated[str, Field(pattern=r"^\d{2}:\d{2}$")]
Lines = Annotated[int, Field(ge=1, le=100)]


class _Input(Rule):
    action_id: ActionId | None = None
    focus_on_load: bool | None = None


class _Typed(_Input):
    placeholder: Plain150 | None = None
    dispatch_action_config: DispatchActions | None = None


class PlainTextInput(_Typed):
    """A line or a field of text."""

    type: Literal["plain_text_input"]
    initial_value: Annotated[str, Field(max_length=3000)] | None = None
    multiline: bool | None = None
    min_length: Annotated[int, Field(ge=0, le=3000)] | None = None
    max_length: Annotated[int, Field(ge=1, le=3000)] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_length is not None and self.max_length is not None and self.min_length > self.max_length:
            raise refused("`min_length` must not be greater than `max_length`")
        return self


class EmailInput(_Typed):
    """An e-mail address."""

    type: Literal["email_text_input"]
    initial_value: str | None = None


class UrlInput(_Typed):
    """A web address."""

    type: Literal["url_text_input"]
    initial_value: str | None = None


class NumberInput(_Typed):
    """A number; Slack carries the numbers as text."""

    type: Literal["number_input"]
    is_decimal_allowed: bool
    initial_value: str | None = None
    min_value: str | None = None
    max_value: str | None = None


class RichTextInput(_Typed):
    """Text with markup."""

    type: Literal["rich_text_input"]
    initial_value: RichText | None = None
    min_lines: Lines | None = None
    max_lines: Lines | None = None


class FileInput(_Input):
    """Uploads."""

    type: Literal["file_input"]
    filetypes: Annotated[list[str], Field(min_length=1)] | None = None
    max_files: Annotated[int, Field(ge=1, le=10)] | None = None


class DatePicker(_Input):
    """A day."""

    type: Literal["datepicker"]
    initial_date: Day | None = None
    placeholder: Plain150 | None = None
    confirm: Confirm | None = None


class TimePicker(_Input):
    """A time of day."""

    type: Literal["timepicker"]
    initial_time: Time | None = None
    placeholder: Plain150 | None = None
    confirm: Confirm | None = None
    timezone: str | None = None


class DatetimePicker(_Input):
    """A moment, in seconds since 1970, of ten digits."""

    type: Literal["datetimepicker"]
    initial_date_time: Annotated[int, Field(ge=1_000_000_000, le=9_999_999_999)] | None = None
    confirm: Confirm | None = None


Picker = DatePicker | TimePicker | DatetimePicker
TypedInput = PlainTextInput | EmailInput | UrlInput | NumberInput | RichTextInput | FileInput
