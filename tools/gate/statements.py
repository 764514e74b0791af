"""Takes a policy file apart into its policies, so that each is known by its line.

Cedar's own parser says what is wrong, and not where.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|;|\n|\s+|[^\s";/]+|.', re.DOTALL)
NAMED = re.compile(r"[`:] ?`?([A-Za-z_]\w*)`?$")


@dataclass(frozen=True, slots=True)
class Statement:
    """The text of one policy and the line on which it begins."""

    line: int
    text: str

    def line_of(self, message: str) -> int:
        """The line of the word that ends a parser's message, or the first one."""
        named = NAMED.search(message)
        if named is None:
            return self.line
        found = re.search(rf"\b{named[1]}\b", self.text)
        return self.line + (self.text.count("\n", 0, found.start()) if found else 0)


def statements(text: str) -> Iterator[Statement]:
    """The policies of a file. What follows the last semicolon is one as well, if it is not just comments."""
    line, begin, parts = 1, 0, list[str]()
    for part in TOKEN.findall(text):
        blank = part.isspace() or part.startswith("//")
        if not parts and not blank:
            begin = line
        if parts or not blank:
            parts.append(part)
        line += part.count("\n")
        if part == ";" and parts:
            yield Statement(begin, "".join(parts))
            parts = []
    if parts:
        yield Statement(begin, "".join(parts))
