"""What every format is made into: a page with sections."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.reading.errors import UnreadableError

LONGEST_TITLE = 200
LONGEST_ANCHOR = 400
MOST_SECTIONS = 5_000
LONGEST_TEXT = 2_000_000  # characters: some 700 printed pages


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, up to the next one.

    Args:
        headings: the titles above it, outermost first; the last is its own.
        anchor: the fragment by which it is linked to; empty before the first heading.
        blocks: paragraphs, lists, tables and code blocks, each as written.
    """

    headings: tuple[str, ...]
    anchor: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A page."""

    title: str
    front_matter: dict[str, Any] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()


def document(
    name: str, sections: tuple[Section, ...], front_matter: Mapping[str, Any] | None = None
) -> Document:
    """A page of sections.

    Args:
        name: what to call it when neither its front matter nor a heading does.
        sections: what stands on it.
        front_matter: what it says of itself.

    Raises:
        UnreadableError: it is so long that it would drown every other page.
    """
    length = sum(len(block) for section in sections for block in section.blocks)
    if length > LONGEST_TEXT:
        raise UnreadableError(
            f"its text has {length:,} characters, and {LONGEST_TEXT:,} are read. Split it into pages"
        )
    if len(sections) > MOST_SECTIONS:
        raise UnreadableError(
            f"it has {len(sections):,} headings, and {MOST_SECTIONS:,} are read. Split it into pages"
        )
    first = next((section.headings[0] for section in sections if section.headings), None)
    matter = dict(front_matter or {})
    return Document(shortened(str(matter.get("title") or first or name)), matter, sections)


def shortened(title: str) -> str:
    """A title of a length that can stand above every passage."""
    title = " ".join(title.split())
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
