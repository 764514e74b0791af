"""Java's expressions."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.c_family import UNARY, CFamily
from tools.analysis.dataflow.lowering.java import literals
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Argument,
    Attribute,
    Bind,
    Call,
    Class,
    Collection,
    Constant,
    Convert,
    Expression,
    Function,
    Index,
    Lambda,
    Name,
    New,
    Operation,
    Parameter,
    Return,
    Switch,
    Unknown,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

OPERATORS = {"&&": "and", "||": "or"}  # the others are written alike
CHAINED = frozenset({"+", "&&", "||"})  # what is written in long rows
PRIMITIVES = ("integral_type", "floating_point_type", "boolean_type")
MOST_ELEMENTS = 32  # of a new array, to be told apart


class Expressions(CFamily):
    """Lowers expressions; what stands in them (a lambda's body, a class) is lowered by those who know it."""

    operators = OPERATORS
    chained = CHAINED

    @abstractmethod
    def members(self, node: SgNode, name: str, bases: tuple[Expression, ...]) -> Class:
        """The class with this body."""

    @abstractmethod
    def switch(self, node: SgNode, *, gives: bool) -> Switch:
        """A switch; with `gives`, each way returns its value."""

    @abstractmethod
    def parameters(self, node: SgNode | None) -> tuple[Parameter, ...]:
        """The parameters of a function."""

    def type(self, node: SgNode | None) -> Expression | None:
        """A type without its generic arguments and brackets; None for `var`."""
        if node is None or node.text() == "var":
            return None
        if node.kind() == "array_type" and tree.part(node, *PRIMITIVES):
            return None  # an array of bytes or characters is a text in another form
        if node.kind() in {"generic_type", "array_type", "annotated_type"}:
            inner = [
                part for part in tree.parts(node) if "type" in part.kind() and part.kind() != "type_arguments"
            ]
            return self.type(inner[0]) if inner else None
        words = node.text().split("<")[0].split("[")[0]
        name = ".".join(word.split()[-1] for word in words.split(".") if word.split())
        return tree.dotted(tree.lines(node), name or "Object")

    # Names and values

    def _scoped_type_identifier(self, node: SgNode) -> Expression:
        return self.type(node) or Unknown(*tree.lines(node))

    _generic_type = _array_type = _integral_type = _floating_point_type = _scoped_type_identifier
    _boolean_type = _void_type = _scoped_identifier = _scoped_type_identifier

    def _decimal_integer_literal(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), literals.number(node.text()))

    _hex_integer_literal = _octal_integer_literal = _binary_integer_literal = _decimal_integer_literal
    _decimal_floating_point_literal = _hex_floating_point_literal = _decimal_integer_literal

    def _string_literal(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), literals.text(node.text()))

    _character_literal = _text_block = _string_literal

    def _null_literal(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), None)

    def _class_literal(self, node: SgNode) -> Expression:
        named = tree.parts(node)
        return Attribute(*tree.lines(node), self.type(named[0]) or self.unknown(node), "class")

    # Members, elements, calls

    def _field_access(self, node: SgNode) -> Expression:
        name = node.field("field")
        if name is not None and name.kind() == "this":  # Outer.this
            return Name(*tree.lines(node), "this")
        return Attribute(*tree.lines(node), self.optional(node, "object"), name.text() if name else "")

    def _array_access(self, node: SgNode) -> Expression:
        return Index(*tree.lines(node), self.optional(node, "array"), self.optional(node, "index"))

    def _method_invocation(self, node: SgNode) -> Expression:
        name, span = node.field("name"), tree.lines(node)
        called = name.text() if name else ""
        if node.field("object") is None:
            return Call(*span, Name(*span, called), self.arguments(node))
        return Call(*span, Attribute(*span, self.optional(node, "object"), called), self.arguments(node))

    def arguments(self, node: SgNode) -> tuple[Argument, ...]:
        """The arguments of a call."""
        given = node.field("arguments") or tree.part(node, "argument_list")
        return tree.plain([self.expression(part) for part in tree.parts(given)]) if given else ()

    def _explicit_constructor_invocation(self, node: SgNode) -> Expression:
        span = tree.lines(node)
        whose = node.field("constructor") or tree.part(node, "super", "this")
        owner = Name(*span, whose.text() if whose else "super")
        return Call(*span, Attribute(*span, owner, CONSTRUCTOR), self.arguments(node))

    def _object_creation_expression(self, node: SgNode) -> Expression:
        span = tree.lines(node)
        made = self.type(node.field("type")) or Unknown(*span)
        body = tree.part(node, "class_body")
        return New(*span, made, self.arguments(node), self.members(body, "", (made,)) if body else None)

    def _method_reference(self, node: SgNode) -> Expression:
        owner, *rest = tree.parts(node)
        span = tree.lines(node)
        lowered = self.expression(owner)
        if rest and "new" not in tree.words(node):
            return Attribute(*span, lowered, rest[-1].text())
        taken = Argument(Name(*span, "values"), spread=True)
        body = (Return(*span, New(*span, lowered, (taken,))),)
        made = Function(*span, "", (Parameter("values", kind="rest"),), body, frozenset({"values"}))
        return Lambda(*span, made)

    def _array_creation_expression(self, node: SgNode) -> Expression:
        value = node.field("value")
        if value is not None:
            return self.expression(value)
        span = tree.lines(node)
        sizes = [
            self.expression(part) for found in node.field_children("dimensions") for part in tree.parts(found)
        ]
        size = sizes[0].value if sizes and isinstance(sizes[0], Constant) else None
        known = size if isinstance(size, int) and 0 <= size <= MOST_ELEMENTS else 0
        return Collection(*span, "list", tuple(Constant(*span, None) for _ in range(known)))

    def _array_initializer(self, node: SgNode) -> Expression:
        return Collection(
            *tree.lines(node), "list", tuple(self.expression(part) for part in tree.parts(node))
        )

    _element_value_array_initializer = _array_initializer

    # Operations

    def _unary_expression(self, node: SgNode) -> Expression:
        found = node.field("operator")
        operator = found.kind() if found else "?"
        return Operation(*tree.lines(node), UNARY.get(operator, operator), (self.optional(node, "operand"),))

    def _assignment_expression(self, node: SgNode) -> Expression:
        span = tree.lines(node)
        target, value = self.optional(node, "left"), self.optional(node, "right")
        found = node.field("operator")
        operator = found.kind() if found else "="
        if operator != "=":
            value = Operation(*span, operator[:-1], (target, value))
        return Bind(*span, target, value)

    def _instanceof_expression(self, node: SgNode) -> Expression:
        span = tree.lines(node)
        value, named, pattern = self.optional(node, "left"), node.field("name"), node.field("pattern")
        if named is not None:
            self.own[-1].add(named.text())
            value = Bind(*span, Name(*tree.lines(named), named.text()), value)
        if pattern is not None:
            return Operation(*span, "instanceof", (value, *self.bound(pattern, value), Unknown(*span)))
        return Operation(*span, "instanceof", (value, self.type(node.field("right")) or Unknown(*span)))

    def bound(self, pattern: SgNode, value: Expression) -> list[Expression]:
        """What a record's pattern binds: each name may hold anything of the record."""
        found = []
        for name in pattern.find_all(kind="identifier"):
            self.own[-1].add(name.text())
            span = tree.lines(name)
            found.append(Bind(*span, Name(*span, name.text()), Unknown(*span, (value,))))
        return list(found)

    def _cast_expression(self, node: SgNode) -> Expression:
        value = self.optional(node, "value")
        kind = self.type(node.field("type"))
        return Convert(*tree.lines(node), kind, value) if kind else value

    # Functions as values, and switches that give a value

    def _lambda_expression(self, node: SgNode) -> Expression:
        span, body = tree.lines(node), node.field("body")
        self.own.append(set())
        parameters = self.parameters(node.field("parameters"))
        if body is None or body.kind() == "block":
            statements = self.block(body) if body else ()
        else:
            statements = (Return(*tree.lines(body), self.expression(body)),)
        return Lambda(*span, Function(*span, "", parameters, statements, frozenset(self.own.pop())))

    def _switch_expression(self, node: SgNode) -> Expression:
        span = tree.lines(node)
        self.own.append(set())
        body = (self.switch(node, gives=True),)
        made = Function(*span, "", (), body, frozenset(self.own.pop()))
        return Call(*span, Lambda(*span, made), ())

    # Annotations

    def _marker_annotation(self, node: SgNode) -> Expression:
        return tree.dotted(tree.lines(node), self._annotated(node))

    def _annotation(self, node: SgNode) -> Expression:
        span, found = tree.lines(node), node.field("arguments")
        given = []
        for part in tree.parts(found) if found else []:
            if part.kind() == "element_value_pair":
                key = part.field("key")
                given.append(Argument(self.optional(part, "value"), key.text() if key else None))
            else:
                given.append(Argument(self.expression(part)))
        return Call(*span, tree.dotted(span, self._annotated(node)), tuple(given))

    @staticmethod
    def _annotated(node: SgNode) -> str:
        name = node.field("name")
        return "".join(name.text().split()) if name else "Annotation"
