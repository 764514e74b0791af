"""A piece of evidence as the checks see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from storage.models import Evidence


@dataclass(frozen=True, slots=True)
class Source:
    """Evidence by its id, its text and its typed data."""

    id: str
    content: str
    data: dict[str, Any]


def sources(rows: Iterable[Evidence]) -> list[Source]:
    """Stored evidence as sources."""
    return [Source(f"E{row.number}", row.content, row.data) for row in rows]
