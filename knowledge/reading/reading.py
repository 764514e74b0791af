"""Chooses how to read a page by what it is."""

from pathlib import PurePosixPath

from knowledge.reading.apart import converted
from knowledge.reading.asciidoc import asciidoc
from knowledge.reading.decoding import charset_of, decoded
from knowledge.reading.document import Document
from knowledge.reading.errors import UnreadableError
from knowledge.reading.formats import Kind, format_of
from knowledge.reading.markdown import parse
from knowledge.reading.plain import plain, restructured

__all__ = ["UnreadableError", "document_of"]

_READ_AS = {
    Kind.MARKDOWN: parse,
    Kind.TEXT: plain,
    Kind.RESTRUCTURED: restructured,
    Kind.ASCIIDOC: asciidoc,
}


def document_of(raw: bytes, path: str, media_type: str | None = None) -> Document:
    """Read a page. Blocking: call it in a thread.

    Args:
        raw: what the source gave.
        path: the page's path, whose ending says what it is.
        media_type: what it is, where the source knows that better.

    Raises:
        UnreadableError: it can't be read, or there is nothing in it.
    """
    found = format_of(path, media_type)
    found.check_size(len(raw))
    name = PurePosixPath(path).stem
    charset = charset_of(media_type)
    if found.apart:
        document = converted(raw, found, name, charset)
    else:
        try:
            document = _READ_AS[found.kind](decoded(raw, charset), name)
        except RecursionError as error:
            raise UnreadableError("it is nested too deep") from error
    if not document.sections:
        raise UnreadableError("it has only a title")
    return document
