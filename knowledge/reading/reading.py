"""Chooses how to read a page by what it is."""

import codecs
from pathlib import PurePosixPath

from knowledge.reading.markdown import Document, parse

MARKDOWN = {".md", ".markdown"}
SUFFIXES = MARKDOWN
LARGEST_BYTES = 1_000_000


class UnreadableError(Exception):
    """A page can't be read; the message says why."""


def document_of(raw: bytes, path: str, media_type: str | None = None) -> Document:
    """Read a page. Blocking: call it in a thread.

    Args:
        raw: what the source gave.
        path: the page's path, whose ending says what it is.
        media_type: what it is, where the source knows that better.

    Raises:
        UnreadableError: it can't be read, or there is nothing in it.
    """
    document = parse(_text(raw), PurePosixPath(path).stem)
    if not document.sections:
        raise UnreadableError("it has only a title")
    return document


def check_size(size: int) -> None:
    """Refuse a page by its size, before it is read.

    Raises:
        UnreadableError: it is too large.
    """
    if size > LARGEST_BYTES:
        raise UnreadableError(f"it is larger than {LARGEST_BYTES // 1000} kB")


def _text(raw: bytes) -> str:
    check_size(len(raw))
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        reason = "it is a binary file" if b"\0" in raw else f"it is not UTF-8 text (byte {error.start})"
        raise UnreadableError(reason) from error
    if "\0" in text:
        raise UnreadableError("it is a binary file")
    if not text.strip():
        raise UnreadableError("it is empty")
    return text
