"""What every Block Kit rule shares: strict types, no unknown fields, Slack's wording for what is wrong."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

ActionId = Annotated[str, Field(max_length=255)]
BlockId = Annotated[str, Field(max_length=255)]
Url = Annotated[str, Field(min_length=1, max_length=3000)]
Label = Annotated[str, Field(max_length=75)]


class Rule(BaseModel):
    """A part of Block Kit: JSON's own types only, and a field that Slack does not know is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Block(Rule):
    """A layout block."""

    block_id: BlockId | None = None


def refused(reason: str, below: str = "") -> PydanticCustomError:
    """Build the refusal of a value.

    Args:
        reason: Slack's wording.
        below: where under the value it is wrong, as the rest of a JSON pointer.
    """
    return PydanticCustomError("slack", "{reason}", {"reason": reason, "below": below})


class _HasText(Protocol):
    text: str


def at_most(characters: int) -> Callable[[Any], Any]:
    """Limit the characters of a text object, which differ by where the object stands."""

    def check(value: _HasText | None) -> _HasText | None:
        if value is not None and len(value.text) > characters:
            raise refused(f"must be less than {characters + 1} characters", "/text")
        return value

    return check


def distinct(values: Sequence[str | None], name: str) -> None:
    """Refuse the second of two equal ids; ids that Slack will make up (None) never clash."""
    given = [value for value in values if value is not None]
    for value in given:
        if given.count(value) > 1:
            raise refused(f"`{name}` {value!r} already exists")
