"""Has a page converted in a process of its own: a hostile file can crash or stop that one and no other."""

import json
import subprocess
import sys
from typing import Any

from knowledge.reading.document import Document, Section
from knowledge.reading.errors import UnreadableError
from knowledge.reading.formats import Format

SECONDS = 60.0
_MODULE = "knowledge.reading.converters"


def converted(raw: bytes, kind: Format, name: str, charset: str | None = None) -> Document:
    """A page as a converter makes it. Blocking.

    The process gets the bytes and nothing else: no settings, no secrets, no folder that it may write to.

    Args:
        raw: what the source gave.
        kind: what it is.
        name: what to call the page when it has no title.
        charset: what a server said of its text.

    Raises:
        UnreadableError: it can't be read.
    """
    command = [sys.executable, "-I", "-m", _MODULE, kind.kind.value, name, charset or ""]
    try:
        done = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, check=False, env={})  # noqa: S603 - our own module
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(f"reading it takes longer than {SECONDS:.0f} s. Split it into pages") from error
    if done.returncode != 0:
        raise UnreadableError(f"it is damaged, or takes too much memory or time to be read as {kind.name}")
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise UnreadableError(answer["error"])
    sections = tuple(
        Section(tuple(each["headings"]), each["anchor"], tuple(each["blocks"])) for each in answer["sections"]
    )
    return Document(answer["title"], {}, sections)
