"""Which formats can be read, how large, and how a page's format is known."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from knowledge.reading.errors import UnreadableError

MEGABYTE = 1_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument"


class Kind(StrEnum):
    """How a format is read."""

    MARKDOWN = "markdown"
    TEXT = "text"
    RESTRUCTURED = "restructured"
    ASCIIDOC = "asciidoc"
    HTML = "html"
    PDF = "pdf"
    WORD = "word"
    SLIDES = "slides"
    SHEETS = "sheets"


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read.

    Args:
        kind: how it is read.
        name: what people call it.
        suffixes: the endings of its files.
        media_types: what web servers call it.
        largest: in bytes; a longer page is a dump that drowns every other page.
        apart: whether it is read in a process of its own.
    """

    kind: Kind
    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    largest: int
    apart: bool = False

    def check_size(self, size: int) -> None:
        """Refuse a page by its size, before it is read.

        Raises:
            UnreadableError: it is too large.
        """
        if size > self.largest:
            raise UnreadableError(
                f"it has {size / MEGABYTE:.1f} MB, and {self.name} is read up to "
                f"{self.largest // MEGABYTE} MB. Split it into pages"
            )


FORMATS = (
    Format(Kind.MARKDOWN, "Markdown", (".md", ".markdown"), ("text/markdown", "text/x-markdown"), MEGABYTE),
    Format(Kind.TEXT, "plain text", (".txt", ".text"), ("text/plain",), MEGABYTE),
    Format(Kind.RESTRUCTURED, "reStructuredText", (".rst",), ("text/x-rst",), MEGABYTE),
    Format(Kind.ASCIIDOC, "AsciiDoc", (".adoc", ".asciidoc"), ("text/asciidoc",), MEGABYTE),
    Format(
        Kind.HTML,
        "HTML",
        (".html", ".htm", ".xhtml"),
        ("text/html", "application/xhtml+xml"),
        5 * MEGABYTE,
        apart=True,
    ),
    Format(Kind.PDF, "PDF", (".pdf",), ("application/pdf",), 50 * MEGABYTE, apart=True),
    Format(
        Kind.WORD,
        "Word",
        (".docx",),
        (f"{_OFFICE}.wordprocessingml.document",),
        25 * MEGABYTE,
        apart=True,
    ),
    Format(
        Kind.SLIDES,
        "PowerPoint",
        (".pptx",),
        (f"{_OFFICE}.presentationml.presentation",),
        50 * MEGABYTE,
        apart=True,
    ),
    Format(
        Kind.SHEETS,
        "a spreadsheet",
        (".xlsx", ".ods"),
        (f"{_OFFICE}.spreadsheetml.sheet", "application/vnd.oasis.opendocument.spreadsheet"),
        25 * MEGABYTE,
        apart=True,
    ),
)
SUFFIXES = frozenset(suffix for each in FORMATS for suffix in each.suffixes)
_BY_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
_BY_MEDIA = {media: each for each in FORMATS for media in each.media_types}
# What servers say of files that they don't know: the name knows better.
_VAGUE = ("", "text/plain", "application/octet-stream", "application/zip", "binary/octet-stream")


def format_of(path: str, media_type: str | None = None) -> Format:
    """The format of a page.

    Args:
        path: its path, whose ending says what it is.
        media_type: what a server called it, with or without its charset.

    Raises:
        UnreadableError: it is in no format that can be read.
    """
    named = _BY_SUFFIX.get(PurePosixPath(path).suffix.lower())
    media = (media_type or "").partition(";")[0].strip().lower()
    if media in _VAGUE and named is not None:
        return named
    found = _BY_MEDIA.get(media) if media else named
    if found is None:
        names = ", ".join(each.name for each in FORMATS)
        raise UnreadableError(
            f"{media or PurePosixPath(path).suffix or 'a file without an ending'} can't be read. "
            f"What can be: {names}"
        )
    return found
