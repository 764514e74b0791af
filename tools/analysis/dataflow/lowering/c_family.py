"""What Java and JavaScript write alike, as languages of C's family do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.syntax import (
    Assign,
    Bind,
    Body,
    Break,
    Choice,
    Constant,
    Continue,
    Evaluate,
    Expression,
    Name,
    Operation,
    Raise,
    Statement,
    Unknown,
    While,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

UNARY = {"-": "neg", "+": "pos", "!": "not"}


class CFamily(ABC):
    """Lowers expressions and statements: a node of a kind by the method that is named after it.

    Attributes:
        operators: The binary operators that the language writes otherwise than `Operation` names them.
        chained: The operators that are written in long rows.
        own: The local names of each function around, innermost last.
    """

    operators: ClassVar[Mapping[str, str]]
    chained: ClassVar[frozenset[str]]

    def __init__(self) -> None:
        self.own: list[set[str]] = [set()]

    @abstractmethod
    def block(self, node: SgNode) -> Body:
        """The statements of a block, or of the one statement in its place."""

    @abstractmethod
    def statement(self, node: SgNode) -> Iterable[Statement]:
        """A statement, or an expression in the place of one."""

    def expression(self, node: SgNode) -> Expression:
        """An expression, or `Unknown` with what is in it."""
        lower = getattr(self, f"_{node.kind()}", None)
        if lower is None:
            return self.unknown(node)
        return cast("Callable[[SgNode], Expression]", lower)(node)

    def unknown(self, node: SgNode) -> Unknown:
        """What is not understood."""
        return Unknown(*tree.lines(node), tuple(self.expression(part) for part in tree.parts(node)))

    def optional(self, node: SgNode, field: str) -> Expression:
        """The expression in a field; `Unknown` if the text has none there."""
        found = node.field(field)
        return self.expression(found) if found else Unknown(*tree.lines(node))

    def inner(self, node: SgNode, field: str) -> Body:
        """The statements in a field."""
        found = node.field(field)
        return self.block(found) if found else ()

    # Names and values

    def _identifier(self, node: SgNode) -> Expression:
        return Name(*tree.lines(node), node.text())

    _this = _super = _type_identifier = _identifier

    def _true(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), True)

    def _false(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), False)

    # Operations

    def _binary_expression(self, node: SgNode) -> Expression:
        found = node.field("operator")
        operator = found.kind() if found else "?"
        word = self.operators.get(operator, operator)
        if operator not in self.chained:
            operands = (self.optional(node, "left"), self.optional(node, "right"))
            return Operation(*tree.lines(node), word, operands)
        row = tuple(self.expression(part) for part in tree.chain(node, operator))
        return (
            tree.joined(tree.lines(node), word, row)
            if word == "+"
            else Operation(*tree.lines(node), word, row)
        )

    def _update_expression(self, node: SgNode) -> Expression:
        span = tree.lines(node)
        target = self.expression(node.field("argument") or tree.parts(node)[0])  # Java's has no field
        operator = "+" if "++" in tree.words(node) else "-"
        return Bind(*span, target, Operation(*span, operator, (target, Constant(*span, 1))))

    def _ternary_expression(self, node: SgNode) -> Expression:
        condition, then = self.optional(node, "condition"), self.optional(node, "consequence")
        return Choice(*tree.lines(node), condition, then, self.optional(node, "alternative"))

    def _parenthesized_expression(self, node: SgNode) -> Expression:
        inner = tree.parts(node)
        return self.expression(inner[0]) if inner else Unknown(*tree.lines(node))

    # Statements

    def _evaluated(self, node: SgNode) -> Iterator[Statement]:
        """An expression for its effect: an assignment is one that is written so."""
        value = self.expression(node)
        if isinstance(value, Bind):
            yield Assign(value.line, value.end_line, value.target, value.value)
        else:
            yield Evaluate(*tree.lines(node), value)

    def _do_labeled_statement(self, node: SgNode) -> Iterator[Statement]:
        yield from self.statement(tree.parts(node)[-1])

    def _do_while_statement(self, node: SgNode) -> Iterator[Statement]:
        yield While(*tree.lines(node), self.optional(node, "condition"), self.inner(node, "body"))

    def _do_do_statement(self, node: SgNode) -> Iterator[Statement]:
        body = self.inner(node, "body")
        yield While(*tree.lines(node), self.optional(node, "condition"), body, at_least_once=True)

    def _do_throw_statement(self, node: SgNode) -> Iterator[Statement]:
        value = tree.parts(node)
        yield Raise(*tree.lines(node), self.expression(value[0]) if value else None)

    def _do_break_statement(self, node: SgNode) -> Iterator[Statement]:
        yield Break(*tree.lines(node))

    def _do_continue_statement(self, node: SgNode) -> Iterator[Statement]:
        yield Continue(*tree.lines(node))
