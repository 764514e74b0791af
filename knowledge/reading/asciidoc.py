"""Reads AsciiDoc as text with headings."""

import re

from knowledge.reading.document import Document, Section, document, shortened
from knowledge.reading.unseen import seen

# Source: https://docs.asciidoctor.org/asciidoc/latest/sections/titles-and-levels/
_HEADING = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*)")
_ANCHOR = re.compile(r"\[\[([^\[\],]+)(?:,[^\]]*)?\]\]|\[#([^\[\],.%]+)(?:[,.%][^\]]*)?\]")
_FENCE = re.compile(r"(-{4,}|={4,}|\.{4,}|\*{4,}|_{4,}|`{3,}|\+{4,}|/{4,})[\w,-]*")
_VERBATIM = "-.`+"
_ATTRIBUTE = re.compile(r":!?[\w-]+!?:(?:\s.*)?")


def asciidoc(text: str, name: str) -> Document:
    """A page of AsciiDoc: its sections as they are written, without comments and attributes."""
    reading = _Reading()
    for line in seen(text).split("\n"):
        reading.line(line.rstrip())
    reading.close()
    return document(name, tuple(reading.sections))


class _Reading:
    """A page, line by line."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._path: list[tuple[int, str]] = []
        self._anchor = self._given = ""
        self._blocks: list[str] = []
        self._lines: list[str] = []
        self._fence = ""

    def line(self, line: str) -> None:
        """Take a line."""
        if self._fence or _FENCE.fullmatch(line):
            self._fenced(line)
        elif not line:
            self._end_block()
        elif line.startswith("//") or _ATTRIBUTE.fullmatch(line):
            return
        elif anchor := _ANCHOR.fullmatch(line):
            self._given = anchor.group(1) or anchor.group(2)
        elif (heading := _HEADING.fullmatch(line)) and not self._lines:
            self._heading(len(heading.group(1)), heading.group(2))
        else:
            self._lines.append(line)

    def close(self) -> None:
        """End the section."""
        if not self._fence.startswith("/"):
            self._end_block()
        if self._blocks:
            titles = tuple(title for _, title in self._path)
            self.sections.append(Section(titles, self._anchor, tuple(self._blocks)))
        self._blocks = []

    def _fenced(self, line: str) -> None:
        """A block between two like lines: code stays whole, a comment is not printed, others are text."""
        mark = self._fence or line
        if not self._fence and line[0] not in _VERBATIM and line[0] != "/":
            self._end_block()
            return
        if mark[0] != "/":
            self._lines.append(line)
        if self._fence and line == self._fence:
            self._fence = ""
            self._end_block()
        elif not self._fence:
            self._fence = "```" if line.startswith("```") else line

    def _heading(self, depth: int, title: str) -> None:
        self.close()
        self._path = [*(above for above in self._path if above[0] < depth), (depth, shortened(title))]
        self._anchor = self._given or "_" + re.sub(r"[^\w]+", "_", title.lower()).strip("_")[:200]
        self._given = ""

    def _end_block(self) -> None:
        if self._lines:
            self._blocks.append("\n".join(self._lines))
        self._lines = []
