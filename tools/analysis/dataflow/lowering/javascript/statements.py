"""JavaScript's statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.javascript import packages
from tools.analysis.dataflow.lowering.javascript.expressions import required
from tools.analysis.dataflow.lowering.javascript.functions import Functions
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Assign,
    Attribute,
    Body,
    Case,
    Class,
    Constant,
    Declare,
    Delete,
    Expression,
    ForEach,
    Function,
    Handler,
    If,
    Import,
    Mapping,
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

FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration"})
NOTHING = frozenset(
    {
        ";",
        "empty_statement",
        "debugger_statement",
        "interface_declaration",
        "type_alias_declaration",
        "ambient_declaration",
        "function_signature",
    }
)


class Statements(Functions):
    """Lowers statements; each may become several."""

    def block(self, node: SgNode) -> Body:
        """The statements of a block, functions first, as they are known throughout it."""
        found = [node] if node.kind() not in {"statement_block", "program"} else tree.parts(node)
        ordered = sorted(found, key=lambda part: declared_function(part) is None)
        return tuple(made for part in ordered for made in self.statement(part))

    def statement(self, node: SgNode) -> list[Statement]:
        """A statement, after what it needs to stand before it."""
        outer, self.pending = self.pending, []
        lower = getattr(self, f"_do_{node.kind()}", None)
        made: list[Statement] = []
        if lower is not None:
            made = list(cast("Callable[[SgNode], Iterator[Statement]]", lower)(node))
        elif node.kind() not in NOTHING:
            made = list(self._evaluated(node))
        made = [*self.pending, *made]
        self.pending = outer
        return made

    def _evaluated(self, node: SgNode) -> Iterator[Statement]:
        for part in tree.parts(node) if node.kind() == "sequence_expression" else [node]:
            yield from super()._evaluated(part)

    def _do_statement_block(self, node: SgNode) -> Iterator[Statement]:
        yield from self.block(node)

    def _do_expression_statement(self, node: SgNode) -> Iterator[Statement]:
        for part in tree.parts(node):
            removed = part.field("argument") if part.kind() == "unary_expression" else None
            if removed is not None and "delete" in tree.words(part):
                yield Delete(*tree.lines(part), self.expression(removed))
            elif part.kind() == "internal_module":
                yield from self.inner(part, "body")
            else:
                yield from self._evaluated(part)

    # Declarations

    def _do_lexical_declaration(self, node: SgNode) -> Iterator[Statement]:
        for declared in tree.parts(node):
            if declared.kind() == "variable_declarator":
                yield from self._declared(declared)

    _do_variable_declaration = _do_lexical_declaration

    def _declared(self, node: SgNode) -> Iterator[Statement]:
        name, value, span = node.field("name"), node.field("value"), tree.lines(node)
        if name is None:
            return
        if value is None:
            self.own[-1].add(name.text())
            yield Declare(*span, name.text(), self.type(node.field("type")))
            return
        imported = list(self._required(name, value))
        if imported:
            yield from imported
            return
        if value.kind() == "class" and name.kind() == "identifier":
            made = self.class_(value)
            self.own[-1].add(name.text())
            yield renamed(made, name.text())
            return
        given = self.expression(value)
        target = self.target(name)
        self.declare(target)
        yield Assign(*span, target, given, self.type(node.field("type")))

    def _required(self, name: SgNode, value: SgNode) -> Iterator[Statement]:
        """The imports that `const … = require("…")` stands for, if it does."""
        members = []
        while value.kind() in {"member_expression", "await_expression", "parenthesized_expression"}:
            member = value.field("property")
            members.extend([member.text()] if member else [])
            inner = value.field("object") or tree.parts(value)[0]
            value = inner
        called = value.field("function") if value.kind() == "call_expression" else None
        if called is None or (called.text() != "require" and called.kind() != "import"):
            return
        named = required(value)
        if named is None:
            return
        target = ".".join([packages.target_of(self.path, named), *reversed(members)])
        taken = self.target(name)
        self.declare(taken)
        yield from bound(taken, target, tree.lines(name))

    def _do_function_declaration(self, node: SgNode) -> Iterator[Statement]:
        made = self.function_at(node)
        self.own[-1].add(made.name)
        yield as_class(made) if makes_members(made) else made

    _do_generator_function_declaration = _do_function_declaration

    def _do_class_declaration(self, node: SgNode) -> Iterator[Statement]:
        made = self.class_(node)
        self.own[-1].add(made.name)
        yield made

    _do_abstract_class_declaration = _do_class_declaration

    def _do_enum_declaration(self, node: SgNode) -> Iterator[Statement]:
        span, name, body = tree.lines(node), node.field("name"), node.field("body")
        entries: list[tuple[Expression | None, Expression]] = []
        for at, part in enumerate(tree.parts(body) if body else []):
            key, value = part.field("name") or part, part.field("value")
            given = self.expression(value) if value else Constant(*span, at)
            entries.append((self.key(key), given))
        if name is not None:
            self.own[-1].add(name.text())
            yield Assign(*span, Name(*span, name.text()), Mapping(*span, tuple(entries)))

    # Ways and loops

    def _do_if_statement(self, node: SgNode) -> Iterator[Statement]:
        condition, then = self.optional(node, "condition"), self.inner(node, "consequence")
        otherwise = node.field("alternative")
        last = tuple(made for part in tree.parts(otherwise) for made in self.block(part)) if otherwise else ()
        yield If(*tree.lines(node), condition, then, last)

    def _do_for_statement(self, node: SgNode) -> Iterator[Statement]:
        start, condition, step = (node.field(name) for name in ("initializer", "condition", "increment"))
        if start is not None:
            yield from self.statement(start)
        tested: Expression = Constant(*tree.lines(node), True)
        if condition is not None and condition.kind() != "empty_statement":
            found = tree.parts(condition) if condition.kind() == "expression_statement" else [condition]
            tested = self.expression(found[0])
        update = tuple(self.statement(step)) if step else ()
        yield While(*tree.lines(node), tested, self.inner(node, "body"), update)

    def _do_for_in_statement(self, node: SgNode) -> Iterator[Statement]:
        left, operator = node.field("left"), node.field("operator")
        target = self.target(left) if left else Unknown(*tree.lines(node))
        if node.field("kind"):
            self.declare(target)
        body = self.inner(node, "body")
        keys = operator is not None and operator.text() == "in"
        yield ForEach(*tree.lines(node), target, self.optional(node, "right"), body, keys=keys)

    def _do_switch_statement(self, node: SgNode) -> Iterator[Statement]:
        body, cases = node.field("body"), []
        for part in tree.parts(body) if body else []:
            value = part.field("value")
            values = (self.expression(value),) if value else ()
            statements = [made for inner in part.field_children("body") for made in self.statement(inner)]
            cases.append(Case(values, tuple(statements)))
        yield Switch(*tree.lines(node), self.optional(node, "value"), tuple(cases), falls=True)

    # Leaving

    def _do_return_statement(self, node: SgNode) -> Iterator[Statement]:
        value = tree.parts(node)
        yield Return(*tree.lines(node), self.expression(value[0]) if value else None)

    def _do_try_statement(self, node: SgNode) -> Iterator[Statement]:
        caught, final = node.field("handler"), node.field("finalizer")
        body = self.inner(node, "body")
        handlers = (self._handler(caught),) if caught else ()
        yield Try(*tree.lines(node), body, handlers, final=self.inner(final, "body") if final else ())

    def _handler(self, node: SgNode) -> Handler:
        name = node.field("parameter")
        if name is not None:
            self.declare(self.target(name))
        known = name.text() if name is not None and name.kind() == "identifier" else None
        return Handler((), known, self.inner(node, "body"))


def declared_function(node: SgNode) -> SgNode | None:
    """The function that a statement declares, exported or not."""
    if node.kind() == "export_statement":
        node = node.field("declaration") or node
    return node if node.kind() in FUNCTIONS else None


def bound(target: Expression, package: str, span: tuple[int, int]) -> Iterator[Statement]:
    """The imports that taking apart a package stands for."""
    if isinstance(target, Name):
        yield Import(*span, target.name, package)
    elif isinstance(target, Mapping):
        for key, inner in target.entries:
            if isinstance(key, Constant) and isinstance(key.value, str):
                yield from bound(inner, f"{package}.{key.value}", span)


def renamed(made: Class, name: str) -> Class:
    """A class under another name."""
    return Class(made.line, made.end_line, name, made.bases, made.body, made.decorators, made.static_fields)


def makes_members(made: Function) -> bool:
    """Whether a function gives `this` members: written before there were classes, it is one."""
    return any(
        isinstance(statement, Assign)
        and isinstance(statement.target, Attribute)
        and isinstance(statement.target.object, Name)
        and statement.target.object.name == "this"
        for statement in made.body
    )


def as_class(made: Function) -> Class:
    """The class that a function which gives `this` members is."""
    span = (made.line, made.end_line)
    maker = Function(*span, CONSTRUCTOR, made.parameters, made.body, made.locals, (), "method", "this")
    return Class(*span, made.name, (), (maker,))
