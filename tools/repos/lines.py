"""Small readings of text that several providers share: hashes, quotes, lines, links to lines."""

import re
from collections.abc import Iterator

from tools.repos.base import CodeMatch, FileBlob

MAX_MATCHES = 20  # in one file
MAX_LINE = 300  # characters of a line that are shown

_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_hash(ref: str) -> bool:
    """Whether a ref is the full hash of a commit."""
    return _HASH.fullmatch(ref) is not None


def is_binary(data: bytes) -> bool:
    """Whether content is no text, by git's own rule: a NUL among the first 8,000 bytes."""
    return b"\0" in data[:8000]


def quoted(text: str) -> str:
    """A term of a search, in quotes that its content can't leave."""
    plain = re.sub(r'[\s"\\]+', " ", text).strip()
    return f'"{plain}"'


def matches(blob: FileBlob, text: str) -> Iterator[CodeMatch]:
    """The lines of a file that hold a text, whatever its case."""
    if is_binary(blob.data):
        return
    found = 0
    for number, line in enumerate(blob.data.decode(errors="replace").splitlines(), 1):
        if text.lower() in line.lower() and found < MAX_MATCHES:
            found += 1
            url = f"{blob.url}#L{number}" if blob.url else None
            yield CodeMatch(path=blob.path, line=number, text=line[:MAX_LINE].strip(), url=url)
