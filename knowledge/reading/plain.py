"""Reads plain text and reStructuredText, whose headings are lines with a line of signs under them."""

import re

from knowledge.reading.document import Document, Section, document, shortened
from knowledge.reading.markdown import slug
from knowledge.reading.unseen import seen

# Source: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#sections
_RULE = re.compile(r"([=\-`:.'\"~^_*+#])\1{2,}\s*")
_COMMENT = re.compile(r"\.\.(?:\s+(?!_|\[|\|)(?![\w:.+-]+::)|\s*$)")
_TARGET = re.compile(r"\.\. _`?([^:`]+)`?:\s*$")


def plain(text: str, name: str) -> Document:
    """A page of plain text: its paragraphs, without headings."""
    blocks = _blocks(seen(text).split("\n"))
    return document(name, (Section((), "", blocks),) if blocks else ())


def restructured(text: str, name: str) -> Document:
    """A page of reStructuredText: its sections as they are written, without comments."""
    lines = _without_comments(seen(text).split("\n"))
    sections: list[Section] = []
    levels: list[str] = []
    path: list[str] = []
    anchor, start, place = "", 0, 0
    while place < len(lines):
        found = _heading(lines, place)
        if found is None:
            place += 1
            continue
        title, style, after = found
        _close(sections, path, anchor, lines[start:place])
        if style not in levels:
            levels.append(style)
        depth = levels.index(style)
        path = [*path[:depth], shortened(title)]
        anchor, start, place = slug(title), after, after
    _close(sections, path, anchor, lines[start:])
    return document(name, tuple(sections))


def _heading(lines: list[str], place: int) -> tuple[str, str, int] | None:
    """A heading that begins at this line: its title, its style, and the line after it."""
    line = lines[place].rstrip()
    under = lines[place + 1].rstrip() if place + 1 < len(lines) else ""
    if _RULE.fullmatch(line) and place + 2 < len(lines):
        title, below = under.strip(), lines[place + 2].rstrip()
        if title and below == line and len(line) >= len(title) and not _RULE.fullmatch(title):
            return title, f"over {line[0]}", place + 3
    if not line or line[0].isspace() or _RULE.fullmatch(line) or not _RULE.fullmatch(under):
        return None
    before = lines[place - 1].strip() if place else ""
    if before or len(under) < len(line):
        return None
    return line.strip(), under[0], place + 2


def _close(sections: list[Section], path: list[str], anchor: str, lines: list[str]) -> None:
    blocks = _blocks([line for line in lines if not _TARGET.match(line)])
    if blocks:
        sections.append(Section(tuple(path), anchor, blocks))


def _blocks(lines: list[str]) -> tuple[str, ...]:
    """Paragraphs; what is indented belongs to the line above it."""
    blocks: list[list[str]] = []
    fresh = True
    for line in lines:
        if not line.strip():
            fresh = True
            continue
        if blocks and (not fresh or line[0].isspace()):
            blocks[-1] += ["", line.rstrip()] if fresh else [line.rstrip()]
        else:
            blocks.append([line.rstrip()])
        fresh = False
    return tuple("\n".join(block) for block in blocks)


def _without_comments(lines: list[str]) -> list[str]:
    """The lines that are printed: `..` begins a comment, and what is indented under it belongs to it."""
    kept: list[str] = []
    inside: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if inside is not None and (not line.strip() or indent > inside):
            continue
        inside = indent if _COMMENT.match(line.lstrip()) else None
        if inside is None:
            kept.append(line)
    return kept
