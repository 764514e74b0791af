"""Java's classes, methods and fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.java import spring
from tools.analysis.dataflow.lowering.java.statements import Statements
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Assign,
    Attribute,
    Class,
    Declare,
    Expression,
    Function,
    Name,
    New,
    Parameter,
    Return,
    Statement,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

CLASSES = {"class_declaration", "interface_declaration", "enum_declaration", "record_declaration"}
ANNOTATIONS = {"annotation", "marker_annotation"}


class Declarations(Statements):
    """Lowers what a class is made of.

    Attributes:
        controllers: Whether the classes around are Spring's rest controllers, innermost last.
    """

    def __init__(self) -> None:
        super().__init__()
        self.controllers: list[bool] = [False]

    def declared(self, node: SgNode) -> Class:
        """A class, interface, enumeration or record."""
        name = node.field("name")
        title = name.text() if name else ""
        bases = tuple(base for kind in self._bases(node) if (base := self.type(kind)) is not None)
        body = node.field("body")
        self.controllers.append("@RestController" in _modifiers(node))
        made = self.members(body, title, bases) if body else Class(*tree.lines(node), title, bases, ())
        self.controllers.pop()
        statements = made.body
        if node.kind() == "record_declaration":
            statements = tuple(self._record(node)) + statements
        return Class(*tree.lines(node), title, bases, statements, self.annotations(node), made.static_fields)

    def _bases(self, node: SgNode) -> Iterator[SgNode]:
        for part in tree.parts(node):
            if part.kind() == "superclass":
                yield from tree.parts(part)
            elif part.kind() in {"super_interfaces", "extends_interfaces"}:
                yield from (base for found in tree.parts(part) for base in tree.parts(found))

    def members(self, node: SgNode, name: str, bases: tuple[Expression, ...]) -> Class:
        """The class with this body."""
        statements: list[Statement] = []
        static: set[str] = set()
        for part in self._member_nodes(node):
            if part.kind() in {"field_declaration", "constant_declaration"}:
                fields = list(self._fields(part))
                statements.extend(fields)
                if (
                    "static" in tree.words(tree.part(part, "modifiers"))
                    or part.kind() == "constant_declaration"
                ):
                    static.update(_field_name(field) for field in fields)
            elif part.kind() == "enum_constant":
                constant = self._constant(part, name)
                statements.append(constant)
                static.add(_field_name(constant))
            else:
                statements.extend(self._member(part))
        return Class(*tree.lines(node), name, bases, tuple(statements), (), frozenset(static))

    def _member_nodes(self, node: SgNode) -> Iterator[SgNode]:
        for part in tree.parts(node):
            if part.kind() == "enum_body_declarations":
                yield from tree.parts(part)
            else:
                yield part

    def _member(self, node: SgNode) -> Iterator[Statement]:
        if node.kind() in CLASSES:
            yield self.declared(node)
        elif node.kind() == "method_declaration":
            yield self._method(node)
        elif node.kind() in {"constructor_declaration", "compact_constructor_declaration"}:
            yield self._function(node, CONSTRUCTOR, static=False)
        elif node.kind() in {"static_initializer", "block"}:
            yield self._function(node, "", static=node.kind() == "static_initializer")

    def _do_class_declaration(self, node: SgNode) -> Iterator[Statement]:
        made = self.declared(node)
        self.own[-1].add(made.name)
        yield made

    _do_interface_declaration = _do_enum_declaration = _do_record_declaration = _do_class_declaration

    # Fields

    def _fields(self, node: SgNode) -> Iterator[Assign | Declare]:
        kind = self.type(node.field("type"))
        for declared in node.field_children("declarator"):
            name, value, span = declared.field("name"), declared.field("value"), tree.lines(declared)
            if name is None:
                continue
            if value is None:
                yield Declare(*span, name.text(), kind)
            else:
                yield Assign(*span, Name(*span, name.text()), self.expression(value), kind)

    def _constant(self, node: SgNode, owner: str) -> Assign:
        name, span = node.field("name"), tree.lines(node)
        body = tree.part(node, "class_body")
        kind = Name(*span, owner)
        made = New(*span, kind, self.arguments(node), self.members(body, "", (kind,)) if body else None)
        return Assign(*span, Name(*span, name.text() if name else ""), made, kind)

    def _record(self, node: SgNode) -> Iterator[Statement]:
        """A record's fields, its constructor, and the methods that give the fields."""
        self.own.append(set())
        parameters = self.parameters(node.field("parameters"))
        self.own.pop()
        span = tree.lines(node)
        this = Name(*span, "this")
        yield from (Declare(*span, taken.name, taken.type) for taken in parameters)
        stored = [
            Assign(*span, Attribute(*span, this, taken.name), Name(*span, taken.name)) for taken in parameters
        ]
        names = frozenset(taken.name for taken in parameters)
        yield Function(*span, CONSTRUCTOR, parameters, tuple(stored), names, (), "method", "this", True)
        for taken in parameters:
            body = (Return(*span, Attribute(*span, this, taken.name)),)
            yield Function(*span, taken.name, (), body, frozenset(), (), "method", "this", True)

    # Methods

    def _method(self, node: SgNode) -> Function:
        name = node.field("name")
        static = "static" in tree.words(tree.part(node, "modifiers"))
        return self._function(node, name.text() if name else "", static=static)

    def _function(self, node: SgNode, name: str, *, static: bool) -> Function:
        self.own.append(set())
        parameters = self.parameters(node.field("parameters"))
        body = node.field("body") or tree.part(node, "block", "constructor_body")
        if node.kind() == "block":
            body = node
        statements = self.block(body) if body else ()
        return Function(
            *tree.lines(node),
            name,
            parameters,
            statements,
            frozenset(self.own.pop()),
            (*self._shown(node), *self.annotations(node)),
            "static" if static else "method",
            None if static else "this",
            implicit_receiver=True,
            abstract=body is None,
            returns=self.type(node.field("type")),
        )

    def parameters(self, node: SgNode | None) -> tuple[Parameter, ...]:
        """The parameters of a method or a lambda expression."""
        if node is None:
            return ()
        if node.kind() == "identifier":
            return (self._named(node),)
        made = []
        for part in tree.parts(node):
            if part.kind() == "identifier":
                made.append(self._named(part))
            elif part.kind() in {"formal_parameter", "spread_parameter"}:
                made.append(self._parameter(part))
        return tuple(made)

    def _named(self, node: SgNode) -> Parameter:
        self.own[-1].add(node.text())
        return Parameter(node.text())

    def _parameter(self, node: SgNode) -> Parameter:
        rest = node.kind() == "spread_parameter"
        declared = tree.part(node, "variable_declarator") if rest else node
        name = declared.field("name") if declared else None
        types = [part for part in tree.parts(node) if "type" in part.kind()]
        title = name.text() if name else ""
        self.own[-1].add(title)
        kind = self.type(types[0]) if types else None
        return Parameter(title, kind, None, "rest" if rest else "plain", self.annotations(node))

    def _shown(self, node: SgNode) -> Iterator[Expression]:
        returned = node.field("type")
        known = _modifiers(node)
        if returned and spring.shows_text(known, returned.text(), of_rest_controller=self.controllers[-1]):
            yield tree.dotted(tree.lines(node), spring.RESPONSE_BODY)

    def annotations(self, node: SgNode) -> tuple[Expression, ...]:
        """The annotations of a declaration."""
        modifiers = tree.part(node, "modifiers")
        found = tree.parts(modifiers) if modifiers else []
        return tuple(self.expression(part) for part in found if part.kind() in ANNOTATIONS)


def _modifiers(node: SgNode) -> str:
    found = tree.part(node, "modifiers")
    return found.text() if found else ""


def _field_name(field: Assign | Declare) -> str:
    if isinstance(field, Declare):
        return field.name
    return field.target.name if isinstance(field.target, Name) else ""
