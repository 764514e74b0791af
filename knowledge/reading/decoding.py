"""Makes text of bytes, and says plainly where that can't be done safely."""

import codecs
import re
from contextlib import suppress

from knowledge.reading.errors import UnreadableError

_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HTML_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
LOOKED_AT = 4096  # bytes at the start of a page, which tell a text in UTF-16 from a binary file


def decoded(raw: bytes, charset: str | None = None) -> str:
    """The text of a page.

    Only a charset that somebody declared is believed; none is guessed, because a wrong guess is found by
    nobody.

    Args:
        raw: what the source gave.
        charset: what the source or the page itself says.

    Raises:
        UnreadableError: it is no text, or in an encoding that nobody named.
    """
    encoding = "utf-16" if raw.startswith(_MARKS) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        text = _declared(raw, charset, error)
    if "\0" in text:
        raise UnreadableError(_with_zeros(raw))
    if not text.strip():
        raise UnreadableError("it is empty")
    return text


def charset_of(media_type: str | None) -> str | None:
    """The charset that a server declared."""
    found = _CHARSET.search(media_type or "")
    return found.group(1) if found else None


def charset_in(html: bytes) -> str | None:
    """The charset that an HTML page declares in its head."""
    found = _HTML_CHARSET.search(html[:LOOKED_AT])
    return found.group(1).decode("ascii", "replace") if found else None


def _declared(raw: bytes, charset: str | None, error: UnicodeDecodeError) -> str:
    if b"\0" in raw:
        raise UnreadableError(_with_zeros(raw)) from error
    if charset:
        with suppress(LookupError, UnicodeDecodeError):  # where it declares wrongly, it is said below
            return codecs.lookup(charset).name and raw.decode(charset)
    said = f"it is not UTF-8 text (byte {error.start})"
    if not _controls(raw):
        said += "; it may be Latin-1 or Windows-1252. Save it as UTF-8"
    raise UnreadableError(said) from error


def _with_zeros(raw: bytes) -> str:
    start = raw[:LOOKED_AT]
    for zeros, other in ((start[1::2], start[0::2]), (start[0::2], start[1::2])):
        if zeros.count(0) > 0.7 * len(zeros) and other.count(0) < 0.1 * len(other):
            return "it looks like UTF-16 without its mark. Save it as UTF-8"
    return "it is a binary file"


def _controls(raw: bytes) -> bool:
    """Whether there are bytes that no text has."""
    return any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in raw[:LOOKED_AT])
