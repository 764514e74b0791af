"""Looks into a zip-based file before it is unpacked."""

import io
import zipfile

from knowledge.reading.errors import UnreadableError

MOST_FILES = 10_000
LARGEST_UNPACKED = 200_000_000  # bytes
LARGEST_RATIO = 200  # XML of Office packs to about a tenth
RATIO_FROM = 20_000_000  # bytes unpacked; below, nobody is harmed
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_packed(raw: bytes, what: str) -> None:
    """Refuse a file that unpacks to more than it should.

    What lies packed inside of it is never unpacked: the converters read text, and leave attachments alone.

    Args:
        raw: the file.
        what: what it should be: "a Word document".

    Raises:
        UnreadableError: it is a bomb, or no zip file at all.
    """
    if raw.startswith(_OLD_OFFICE):
        raise UnreadableError(
            f"it is not {what} that can be read: it has a password, or is in the format before 2007. "
            "Save it without a password in the newer format"
        )
    try:
        entries = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableError(f"it is damaged, or not {what}") from error
    if len(entries) > MOST_FILES:
        raise UnreadableError(f"it holds {len(entries):,} files, and {MOST_FILES:,} are read")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableError(
            f"it unpacks to {unpacked / 1e6:,.0f} MB, and {LARGEST_UNPACKED // 1_000_000} MB are read. "
            "Split it, or take its pictures out"
        )
    if unpacked > RATIO_FROM and unpacked > LARGEST_RATIO * len(raw):
        raise UnreadableError(
            f"it unpacks to {unpacked // max(len(raw), 1):,} times its size, as a zip bomb does"
        )
