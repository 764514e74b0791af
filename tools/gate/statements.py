"""Takes a policy file apart into its policies, so that each is known by its line.

Cedar's own parser says what is wrong, and not where.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|;|\n|\s+|[^\s";/]+|.', re.DOTALL)
QUOTED = re.compile(r"`([^`]+)`")
LAST_WORD = re.compile(r"(\w+)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """The text of one policy and the line on which it begins."""

    line: int
    text: str

    def line_of(self, message: str) -> int:
        """The line of what a message of Cedar's names, or the first one."""
        named = [*QUOTED.findall(message), *LAST_WORD.findall(message)]
        found = next((self.text.index(name) for name in named if name in self.text), 0)
        return self.line + self.text.count("\n", 0, found)


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
