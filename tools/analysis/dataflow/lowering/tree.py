"""What the front ends over tree-sitter's trees share: parsing, lines, children, and their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.analysis.dataflow.syntax import (
    Argument,
    Attribute,
    Expression,
    Name,
    Operation,
    UnreadableError,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

COMMENTS = frozenset({"comment", "line_comment", "block_comment", "html_comment", "hash_bang_line"})
MAX_CHARACTERS = 1_000_000
# Written by hand, lines are short; a bundler's output is one line, or a few very long ones.
MINIFIED_LINE = 5_000
MINIFIED_SHARE = 0.5
LONGEST_ROW = 64


def parse(text: str, language: str) -> SgNode:
    """The tree of a text, whatever it is: what doesn't fit the grammar stands in it as an error.

    Raises:
        UnreadableError: The text is too large, minified, or not of this language at all.
    """
    from ast_grep_py import SgRoot

    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(f"too large: more than {MAX_CHARACTERS:,} characters")
    if is_minified(text):
        raise UnreadableError("minified")
    known = text.encode("utf-8", "replace").decode()  # half of a surrogate pair is no character to the parser
    root = SgRoot(known, language).root()
    if root.kind() == "ERROR":
        raise UnreadableError("it does not parse", first_error(root))
    return root


def is_minified(text: str) -> bool:
    """Whether most of a text stands in very long lines."""
    return sum(len(line) for line in text.splitlines() if len(line) > MINIFIED_LINE) > MINIFIED_SHARE * len(
        text
    )


def first_error(root: SgNode) -> int:
    """The line of the first thing that does not fit the grammar; 0 if everything does."""
    found = root if root.kind() == "ERROR" else root.find(kind="ERROR")
    if found is None:
        return 0
    return found.range().start.line + 1


def lines(node: SgNode) -> tuple[int, int]:
    """The first and the last line of a node, from 1."""
    span = node.range()
    return span.start.line + 1, span.end.line + 1


def parts(node: SgNode) -> list[SgNode]:
    """The children that say something."""
    return [child for child in node.children() if child.is_named() and child.kind() not in COMMENTS]


def part(node: SgNode, *kinds: str) -> SgNode | None:
    """The first child of one of these kinds, words of the language among them."""
    return next((child for child in node.children() if child.kind() in kinds), None)


def words(node: SgNode | None) -> set[str]:
    """The language's own words directly in a node: `static`, `async`, `*`."""
    return {child.kind() for child in node.children() if not child.is_named()} if node else set()


def chain(node: SgNode, word: str) -> list[SgNode]:
    """The operands of `a + b + c`, from the left: long ones nest too deep to be walked by recursion."""
    operands = []
    while node.kind() == "binary_expression":
        operator, left, right = node.field("operator"), node.field("left"), node.field("right")
        if operator is None or operator.kind() != word or left is None or right is None:
            break
        operands.append(right)
        node = left
    return [node, *reversed(operands)]


def joined(span: tuple[int, int], operator: str, operands: tuple[Expression, ...]) -> Expression:
    """An operation on a row of operands, two at a time as long as the row is short enough for that."""
    if len(operands) > LONGEST_ROW:
        return Operation(*span, operator, operands)
    made = operands[0]
    for operand in operands[1:]:
        made = Operation(*span, operator, (made, operand))
    return made


def dotted(span: tuple[int, int], name: str) -> Expression:
    """The expression for a dotted name."""
    first, *rest = name.split(".")
    made: Expression = Name(*span, first)
    for word in rest:
        made = Attribute(*span, made, word)
    return made


def plain(values: list[Expression]) -> tuple[Argument, ...]:
    """Arguments by position."""
    return tuple(Argument(value) for value in values)
