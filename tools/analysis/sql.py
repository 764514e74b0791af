"""Cuts SQL into its statements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*(?:'|\Z)|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z)|;", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its comments and with its texts emptied; its lines count from 1."""

    text: str
    line: int
    end_line: int


def statements(text: str) -> Iterator[Statement]:
    """The statements of a script, in order."""
    parts: list[str] = []
    start = at = 0
    for match in _TOKEN.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        piece = match[0]
        if piece == ";":
            yield from _statement("".join(parts), text, start, match.start())
            parts, start = [], at
        elif piece.startswith(("'", "$")):
            parts.append("''")
        else:
            parts.append(re.sub(r"[^\n]", " ", piece))
    parts.append(text[at:])
    yield from _statement("".join(parts), text, start, len(text))


def _statement(said: str, text: str, start: int, end: int) -> Iterator[Statement]:
    if not said.strip():
        return
    # Blank lines and comments before it are not part of it.
    lead = len(said) - len(said.lstrip())
    line = text.count("\n", 0, start) + said.count("\n", 0, lead) + 1
    last = text.count("\n", 0, start + len(text[start:end].rstrip())) + 1
    yield Statement(said.strip(), line, max(line, last))
