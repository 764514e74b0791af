"""JavaScript's functions, classes, and what they take apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.javascript.expressions import Expressions
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Assign,
    Attribute,
    Body,
    Choice,
    Class,
    Collection,
    Constant,
    Declare,
    Expression,
    Function,
    Mapping,
    Name,
    Parameter,
    Return,
    Spread,
    Statement,
    Unknown,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

Kind = Literal["function", "method", "static", "class", "property"]
ANSWERS = frozenset({"res", "response", "reply"})
TALKS = ANSWERS | {"req", "request", "ctx"}
UNTYPED = frozenset({"any", "unknown", "object", "void", "never"})
FIELDS = frozenset({"field_definition", "public_field_definition"})


class Functions(Expressions):
    """Lowers functions, classes and patterns."""

    # Patterns

    def target(self, node: SgNode) -> Expression:
        """What is assigned to: a name, a member, a pattern. Its names are not declared by this."""
        if node.kind() in {"object_pattern", "object"}:
            entries = [entry for part in tree.parts(node) if (entry := self._taken(part)) is not None]
            return Mapping(*tree.lines(node), tuple(entries))
        if node.kind() in {"array_pattern", "array"}:
            return Collection(*tree.lines(node), "list", tuple(self._items(node)))
        if node.kind() in {"rest_pattern", "spread_element"}:
            return Spread(*tree.lines(node), self.target(tree.parts(node)[0]))
        if node.kind() in {"assignment_pattern", "object_assignment_pattern"}:
            return self._defaulted(node)
        if node.kind() == "shorthand_property_identifier_pattern":
            return Name(*tree.lines(node), node.text())
        return self.expression(node)

    def _items(self, node: SgNode) -> Iterator[Expression]:
        """The targets by position, with the holes in `[, second]`."""
        empty = True
        for child in node.children():
            if child.kind() == ",":
                if empty:
                    yield Unknown(*tree.lines(child))
                empty = True
            elif child.is_named() and child.kind() not in tree.COMMENTS:
                yield self.target(child)
                empty = False

    def _taken(self, node: SgNode) -> tuple[Expression | None, Expression] | None:
        span = tree.lines(node)
        if node.kind() in {"rest_pattern", "spread_element"}:
            return None, self.target(tree.parts(node)[0])
        if node.kind() in {"pair_pattern", "pair"}:
            value = node.field("value")
            return self.key(node.field("key")), self.target(value) if value else Unknown(*span)
        name = node
        if node.kind() == "object_assignment_pattern":
            name = node.field("left") or node
        return Constant(*span, name.text()), self.target(node)

    def _defaulted(self, node: SgNode) -> Expression:
        left, right = node.field("left"), node.field("right")
        if left is None or right is None:
            return Unknown(*tree.lines(node))
        span = tree.lines(node)
        return Choice(*span, Unknown(*span), self.target(left), self.expression(right))

    def declare(self, target: Expression) -> None:
        """Notes the names in a pattern as the function's own."""
        if isinstance(target, Name):
            self.own[-1].add(target.name)
        elif isinstance(target, Spread):
            self.declare(target.value)
        elif isinstance(target, Choice):
            self.declare(target.then)
        elif isinstance(target, Collection):
            for item in target.items:
                self.declare(item)
        elif isinstance(target, Mapping):
            for _, item in target.entries:
                self.declare(item)

    # Functions

    def function_at(self, node: SgNode, *, kind: str = "function") -> Function:
        """A function, an arrow function or a method."""
        outer, self.pending = self.pending, []
        self.own.append(set())
        parameters, before = self.parameters(node)
        body = node.field("body")
        if body is None:
            statements: Body = ()
        elif body.kind() == "statement_block":
            statements = self.block(body)
        else:
            returned = Return(*tree.lines(body), self.expression(body))
            statements = (*self.pending, returned)
        self.pending = outer
        name = node.field("name")
        bound: Kind = kind if kind in {"method", "static", "property"} else "function"  # type: ignore[assignment]
        return Function(
            *tree.lines(node),
            self.named(name) if name else "",
            parameters,
            (*before, *statements),
            frozenset(self.own.pop()),
            kind=bound,
            receiver="this" if bound in {"method", "property"} else None,
            generator="*" in tree.words(node) or node.kind().startswith("generator"),
            abstract=body is None,
            returns=self.type(node.field("return_type")),
        )

    def named(self, node: SgNode) -> str:
        """The name of a member."""
        key = self.key(node)
        return str(key.value) if isinstance(key, Constant) else ""

    def parameters(self, node: SgNode) -> tuple[tuple[Parameter, ...], list[Statement]]:
        """The parameters of a function, and what they do before its body."""
        single, listed = node.field("parameter"), node.field("parameters")
        found = [single] if single else tree.parts(listed) if listed else []
        made: list[Parameter] = []
        before: list[Statement] = []
        for at, part in enumerate(found):
            pattern = part.field("pattern") or part
            if pattern.kind() == "this" or part.kind() == "decorator":
                continue
            made.append(self._parameter(part, pattern, at))
            if tree.part(part, "accessibility_modifier", "readonly") and pattern.kind() == "identifier":
                span = tree.lines(part)
                name = Name(*span, pattern.text())
                before.append(Assign(*span, Attribute(*span, Name(*span, "this"), pattern.text()), name))
        return tuple(made), before

    def _parameter(self, part: SgNode, pattern: SgNode, at: int) -> Parameter:
        default = part.field("value")
        if pattern.kind() == "assignment_pattern":
            default, pattern = pattern.field("right"), pattern.field("left") or pattern
        rest: Literal["rest", "plain"] = "rest" if pattern.kind() == "rest_pattern" else "plain"
        if rest == "rest":
            pattern = tree.parts(pattern)[0]
        kind = self.type(part.field("type"))
        value = self.expression(default) if default else None
        decorators = self.decorators(part)
        target = self.target(pattern)
        self.declare(target)
        if isinstance(target, Name):
            known = (
                None if target.name in TALKS else kind
            )  # the name says more than a type of the program's own
            return Parameter(target.name, known, value, rest, decorators)
        name = f"argument {at}"
        following = part.next()
        while following is not None and following.kind() in {",", *tree.COMMENTS}:
            following = following.next()
        if at == 0 and following is not None and following.text().split(":")[0] in ANSWERS:
            name = "req"  # what is taken apart before an answer is a request
        self.own[-1].add(name)
        return Parameter(name, kind, value, rest, decorators, target)

    def decorators(self, node: SgNode) -> tuple[Expression, ...]:
        """The decorators in a declaration."""
        found = [part for part in tree.parts(node) if part.kind() == "decorator"]
        return tuple(self.expression(tree.parts(part)[0]) for part in found)

    def type(self, node: SgNode | None) -> Expression | None:
        """A type without its generic arguments; None for one that is no name."""
        if node is None:
            return None
        if node.text() in UNTYPED:
            return None
        if node.kind() in {"predefined_type", "type_identifier", "nested_type_identifier", "identifier"}:
            return tree.dotted(tree.lines(node), "".join(node.text().split()))
        if node.kind() == "generic_type" and node.text().startswith("Promise<"):
            return self.type(tree.parts(tree.parts(node)[-1])[0])
        if node.kind() in {
            "type_annotation",
            "generic_type",
            "array_type",
            "union_type",
            "parenthesized_type",
        }:
            return next((kind for part in tree.parts(node) if (kind := self.type(part)) is not None), None)
        return None

    # Classes

    def class_(self, node: SgNode) -> Class:
        """A class."""
        span, name, body = tree.lines(node), node.field("name"), node.field("body")
        heritage = tree.part(node, "class_heritage")
        bases = tuple(self.base(part) for part in tree.parts(heritage)) if heritage else ()
        statements: list[Statement] = []
        static: set[str] = set()
        decorators: list[SgNode] = []
        for part in tree.parts(body) if body else []:
            if part.kind() == "decorator":
                decorators.append(part)
                continue
            member = self._member(part, decorators)
            decorators = []
            if member is not None:
                statements.extend(member)
                if part.kind() in FIELDS and "static" in tree.words(part):
                    static.add(self.named(part.field("name") or part.field("property") or part))
        title = name.text() if name else f"class at {span[0]}"
        found = self.decorators(node)
        return Class(*span, title, bases, tuple(statements), found, frozenset(static))

    def base(self, node: SgNode) -> Expression:
        """What a class stands on: `extends` in JavaScript's grammar, clauses in TypeScript's."""
        if node.kind() in {"extends_clause", "implements_clause"}:
            first = tree.parts(node)[0]
            return self.type(first) or self.expression(first)
        return self.expression(node)

    def _member(self, node: SgNode, decorators: list[SgNode]) -> list[Statement] | None:
        if node.kind() == "method_definition":
            return self._method(node, decorators)
        if node.kind() in FIELDS:
            return self._field(node)
        return None

    def _method(self, node: SgNode, decorators: list[SgNode]) -> list[Statement]:
        words = tree.words(node)
        kind = "static" if "static" in words else "property" if "get" in words else "method"
        made = self.function_at(node, kind=kind)
        name = CONSTRUCTOR if made.name == "constructor" else made.name
        if "set" in words:
            name = f"{name}="
        above = tuple(self.expression(tree.parts(part)[0]) for part in decorators)
        span = tree.lines(node)
        fields: list[Statement] = []
        if name == CONSTRUCTOR:
            fields = [Declare(*span, taken.name, taken.type) for taken in made.parameters if taken.type]
        method = Function(
            *span,
            name,
            made.parameters,
            made.body,
            made.locals,
            above,
            made.kind,
            made.receiver,
            generator=made.generator,
            returns=made.returns,
        )
        return [*fields, method]

    def _field(self, node: SgNode) -> list[Statement]:
        name, value, span = (
            node.field("name") or node.field("property"),
            node.field("value"),
            tree.lines(node),
        )
        if name is None:
            return []
        title = self.named(name)
        if value is None:
            return [Declare(*span, title, self.type(node.field("type")))]
        return [Assign(*span, Name(*span, title), self.expression(value), self.type(node.field("type")))]
