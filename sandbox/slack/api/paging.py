"""Lists in pages, with Slack's cursors."""

import base64
from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import Field

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.errors import SlackError

T = TypeVar("T")


class Paged(Arguments):
    """Which page of a list."""

    cursor: str | None = None
    limit: Annotated[int, Field(ge=0, le=1000)] = 100


def page_of(items: Sequence[T], args: Paged) -> tuple[list[T], str]:
    """One page, and the cursor of the next one (empty after the last).

    Raises:
        SlackError: `invalid_cursor`.
    """
    start = 0
    if args.cursor:
        try:
            start = int(base64.b64decode(args.cursor, validate=True).decode().removeprefix("next:"))
        except ValueError:
            raise SlackError("invalid_cursor") from None
    end = start + (args.limit or 100)
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), following
