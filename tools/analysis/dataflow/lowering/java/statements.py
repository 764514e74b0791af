"""Java's statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.java import spring
from tools.analysis.dataflow.lowering.java.expressions import Expressions
from tools.analysis.dataflow.syntax import (
    Assign,
    Bind,
    Body,
    Case,
    Constant,
    Declare,
    Evaluate,
    Expression,
    ForEach,
    Handler,
    If,
    Name,
    Return,
    Statement,
    Switch,
    Try,
    Unknown,
    While,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

PATTERNS = frozenset({"pattern", "type_pattern", "record_pattern"})


class Statements(Expressions):
    """Lowers statements; each may become several.

    Attributes:
        giving: Whether the switches around give a value, innermost last.
    """

    def __init__(self) -> None:
        super().__init__()
        self.giving: list[bool] = []

    def block(self, node: SgNode) -> Body:
        """The statements of a block, or of the one statement in its place."""
        if node.kind() in {"block", "constructor_body"}:
            return tuple(made for part in tree.parts(node) for made in self.statement(part))
        return tuple(self.statement(node))

    def statement(self, node: SgNode) -> Iterator[Statement]:
        """A statement, or an expression in the place of one."""
        lower = getattr(self, f"_do_{node.kind()}", None)
        if lower is not None:
            yield from cast("Callable[[SgNode], Iterator[Statement]]", lower)(node)
        elif node.kind() not in {";", "empty_statement"}:
            yield from self._evaluated(node)

    def _do_block(self, node: SgNode) -> Iterator[Statement]:
        yield from self.block(node)

    def _do_expression_statement(self, node: SgNode) -> Iterator[Statement]:
        for part in tree.parts(node):
            yield from self.statement(part)

    _do_synchronized_statement = _do_expression_statement

    def _do_local_variable_declaration(self, node: SgNode) -> Iterator[Statement]:
        kind = self.type(node.field("type"))
        for declared in node.field_children("declarator"):
            name, value = declared.field("name"), declared.field("value")
            if name is None:
                continue
            self.own[-1].add(name.text())
            span = tree.lines(declared)
            if value is None:
                yield Declare(*span, name.text(), kind)
            else:
                yield Assign(*span, Name(*span, name.text()), self.expression(value), kind)

    # Ways and loops

    def _do_if_statement(self, node: SgNode) -> Iterator[Statement]:
        condition, then = self.optional(node, "condition"), self.inner(node, "consequence")
        yield If(*tree.lines(node), condition, then, self.inner(node, "alternative"))

    def _do_for_statement(self, node: SgNode) -> Iterator[Statement]:
        for start in node.field_children("init"):
            if start.is_named():
                yield from self.statement(start)
        condition = node.field("condition")
        tested = self.expression(condition) if condition else Constant(*tree.lines(node), True)
        updates = [part for part in node.field_children("update") if part.is_named()]
        update = tuple(made for part in updates for made in self.statement(part))
        yield While(*tree.lines(node), tested, self.inner(node, "body"), update)

    def _do_enhanced_for_statement(self, node: SgNode) -> Iterator[Statement]:
        name, span = node.field("name"), tree.lines(node)
        kind = self.type(node.field("type"))
        target: Expression = Unknown(*span)
        if name is not None:
            self.own[-1].add(name.text())
            target = Name(*tree.lines(name), name.text())
            if kind is not None:
                yield Declare(*tree.lines(name), name.text(), kind)
        yield ForEach(*span, target, self.optional(node, "value"), self.inner(node, "body"))

    # Switches

    def _do_switch_expression(self, node: SgNode) -> Iterator[Statement]:
        yield self.switch(node, gives=False)

    _do_switch_statement = _do_switch_expression

    def switch(self, node: SgNode, *, gives: bool) -> Switch:
        """A switch; with `gives`, each way returns its value."""
        subject, body = self.optional(node, "condition"), node.field("body")
        cases, falls = [], False
        self.giving.append(gives)
        for group in tree.parts(body) if body else []:
            labels = [part for part in tree.parts(group) if part.kind() == "switch_label"]
            falls = falls or group.kind() == "switch_block_statement_group"
            rest = [part for part in tree.parts(group) if part.kind() != "switch_label"]
            cases.append(self._case(labels, rest, arrow=group.kind() == "switch_rule"))
        self.giving.pop()
        return Switch(*tree.lines(node), subject, tuple(cases), falls)

    def _case(self, labels: list[SgNode], rest: list[SgNode], *, arrow: bool) -> Case:
        values: list[Expression] = []
        binds: list[Expression] = []
        guard = None
        for part in (part for label in labels for part in tree.parts(label)):
            if part.kind() == "guard":
                guard = self.expression(tree.parts(part)[0])
            elif part.kind() in PATTERNS:
                values.append(Unknown(*tree.lines(part)))
                binds.extend(
                    bound.target for bound in self.bound(part, values[-1]) if isinstance(bound, Bind)
                )
            else:
                values.append(self.expression(part))
        if any("default" in tree.words(label) for label in labels):
            values = []
        if arrow and self.giving[-1] and len(rest) == 1 and rest[0].kind() == "expression_statement":
            body: Body = (Return(*tree.lines(rest[0]), self.expression(tree.parts(rest[0])[0])),)
        else:
            body = tuple(made for part in rest for made in self.statement(part))
        return Case(tuple(values), body, guard, tuple(binds))

    def _do_yield_statement(self, node: SgNode) -> Iterator[Statement]:
        value = self.expression(tree.parts(node)[0])
        yield Return(*tree.lines(node), value)

    # Leaving

    def _do_return_statement(self, node: SgNode) -> Iterator[Statement]:
        value = tree.parts(node)
        returned = self.expression(value[0]) if value else None
        redirect = spring.redirect(returned) if returned else None
        if redirect is not None:
            yield redirect
        yield Return(*tree.lines(node), returned)

    def _do_try_statement(self, node: SgNode) -> Iterator[Statement]:
        resources = node.field("resources")
        opened = (
            tuple(made for part in tree.parts(resources) for made in self._resource(part))
            if resources
            else ()
        )
        body = opened + self.inner(node, "body")
        handlers = tuple(self._handler(part) for part in tree.parts(node) if part.kind() == "catch_clause")
        final = tree.part(node, "finally_clause")
        last = self.block(tree.parts(final)[0]) if final else ()
        if handlers or last:
            yield Try(*tree.lines(node), body, handlers, final=last)
        else:
            yield from body

    _do_try_with_resources_statement = _do_try_statement

    def _resource(self, node: SgNode) -> Iterator[Statement]:
        name, value, span = node.field("name"), node.field("value"), tree.lines(node)
        if name is None or value is None:
            yield Evaluate(*span, self.unknown(node))
            return
        self.own[-1].add(name.text())
        kind = self.type(node.field("type"))
        yield Assign(*span, Name(*span, name.text()), self.expression(value), kind)

    def _handler(self, node: SgNode) -> Handler:
        caught = tree.part(node, "catch_formal_parameter")
        kinds = tree.part(caught, "catch_type") if caught else None
        types = [self.type(part) for part in tree.parts(kinds)] if kinds else []
        name = caught.field("name") if caught else None
        if name is not None:
            self.own[-1].add(name.text())
        types_known = tuple(kind for kind in types if kind is not None)
        return Handler(types_known, name.text() if name else None, self.inner(node, "body"))

    def _do_assert_statement(self, node: SgNode) -> Iterator[Statement]:
        yield Evaluate(*tree.lines(node), self.unknown(node))
