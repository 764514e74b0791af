"""A piece of evidence as the checks see it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """Evidence by its id, its text and its typed data."""

    id: str
    content: str
    data: dict[str, Any]
