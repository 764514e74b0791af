"""Cuts documents into passages small enough to embed, each with the titles above it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge.reading import Document

TARGET_TOKENS = 180  # with its headings a chunk stays under the 256 tokens that the model reads


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece that is embedded and found as one."""

    headings: tuple[str, ...]
    anchor: str
    text: str

    @property
    def context(self) -> str:
        """The path of titles, which often hold the deciding word."""
        return " › ".join(self.headings)

    @property
    def embedded_text(self) -> str:
        """What is embedded: the text after the titles above it."""
        return f"{self.context}\n\n{self.text}"


def chunks(document: Document, count: Callable[[str], int], target: int = TARGET_TOKENS) -> list[Chunk]:
    """Cut a page into chunks: one a section, or several where a section is long. A block is never cut.

    Args:
        document: the page.
        count: how many tokens a text has for the embedder.
        target: how many tokens a chunk should have at most; a longer code block is a chunk by itself.
    """
    found = []
    for section in document.sections:
        headings = section.headings
        # "INC-17: Errors" over a page called "Errors" says the same twice.
        first = headings[1:] if headings and document.title in headings[0] else headings
        headings = (document.title, *first)
        found += [Chunk(headings, section.anchor, text) for text in _packed(section.blocks, count, target)]
    return found or [Chunk((document.title,), "", document.title)]


def _packed(blocks: tuple[str, ...], count: Callable[[str], int], target: int) -> Iterator[str]:
    kept: list[str] = []
    size = 0
    for block in blocks:
        tokens = count(block)
        if kept and size + tokens > target:
            yield "\n\n".join(kept)
            kept, size = [], 0
        kept.append(block)
        size += tokens
    if kept:
        yield "\n\n".join(kept)
