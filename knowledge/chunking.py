"""Cuts documents into passages small enough to embed, each with the titles above it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge.blocks import LONGEST_PASSAGE, pieces
from knowledge.reading import Document, UnreadableError

TARGET_TOKENS = 180  # with its headings a chunk stays under the 256 tokens that the model reads
WHOLE_TOKENS = 50  # so many more may a block have that is not cut: a table or a list says less in parts
# As many as the longest text that is read has, at four characters a token. More come of what is no prose.
MOST_PASSAGES = 3_000


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
    """Cut a page into chunks: one a section, or several where a section is long.

    No chunk is longer than the embedder reads, except code, and none is longer than 6,000 characters.

    Args:
        document: the page.
        count: how many tokens a text has for the embedder.
        target: how many tokens a chunk should have at most.

    Raises:
        UnreadableError: there are so many that they would drown every other page's.
    """
    found = list[Chunk]()
    for section in document.sections:
        headings = section.headings
        # "INC-17: Errors" over a page called "Errors" says the same twice.
        first = headings[1:] if headings and document.title in headings[0] else headings
        headings = (document.title, *first)
        for text in _packed(section.blocks, count, target):
            found.append(Chunk(headings, section.anchor, text))
            if len(found) > MOST_PASSAGES:
                raise UnreadableError(
                    f"it would be cut into more than {MOST_PASSAGES:,} passages. Split it into pages"
                )
    return found or [Chunk((document.title,), "", document.title)]


def _packed(blocks: tuple[str, ...], count: Callable[[str], int], target: int) -> Iterator[str]:
    kept: list[str] = []
    size = length = 0
    whole = (piece for block in blocks for piece in pieces(block, count, target, target + WHOLE_TOKENS))
    for piece in whole:
        tokens = count(piece)
        if kept and (size + tokens > target or length + len(piece) > LONGEST_PASSAGE):
            yield "\n\n".join(kept)
            kept, size, length = [], 0, 0
        kept.append(piece)
        size += tokens
        length += len(piece) + 2
    if kept:
        yield "\n\n".join(kept)
