"""JavaScript's expressions, and what TypeScript adds to them."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, cast

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.c_family import UNARY, CFamily
from tools.analysis.dataflow.lowering.javascript import literals, packages
from tools.analysis.dataflow.syntax import (
    CONSTRUCTOR,
    Argument,
    Attribute,
    Bind,
    Call,
    Class,
    Collection,
    Constant,
    Expression,
    Function,
    Import,
    Index,
    Lambda,
    Mapping,
    Name,
    New,
    Operation,
    Spread,
    Statement,
    Text,
    Unknown,
    Yield,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

BINARY = {"&&": "and", "||": "or", "===": "==", "!==": "!="}  # the others are written alike
CHAINED = frozenset({"+", "&&", "||", "??"})  # what is written in long rows
TEXTS = frozenset({"string_fragment", "escape_sequence"})


class Expressions(CFamily):
    """Lowers expressions; what stands in them (a function, a class) is lowered by those who know it.

    Attributes:
        packages: Packages that are named in the midst of an expression, by the name that they are bound to.
        pending: What has to stand before the statement that is being read.
    """

    operators = BINARY
    chained = CHAINED

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.packages: dict[str, Import] = {}
        self.pending: list[Statement] = []

    @abstractmethod
    def function_at(self, node: SgNode, *, kind: str = "function") -> Function:
        """A function, an arrow function or a method."""

    @abstractmethod
    def class_(self, node: SgNode) -> Class:
        """A class."""

    @abstractmethod
    def target(self, node: SgNode) -> Expression:
        """What is assigned to: a name, a member, a pattern."""

    def package(self, node: SgNode, target: str) -> Name:
        """A package that an expression names: an import under a name that no text can have."""
        name, span = f"require {target}", tree.lines(node)
        self.packages.setdefault(name, Import(*span, name, target))
        return Name(*span, name)

    # Names and values

    _shorthand_property_identifier = _property_identifier = CFamily._identifier

    def _undefined(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), None)

    _null = _undefined

    def _number(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), literals.number(node.text()))

    def _string(self, node: SgNode) -> Expression:
        return Constant(*tree.lines(node), literals.unescaped(node.text()[1:-1]))

    def _template_string(self, node: SgNode) -> Expression:
        parts: list[Expression] = []
        for part in tree.parts(node):
            if part.kind() in TEXTS:
                parts.append(Constant(*tree.lines(part), literals.unescaped(part.text())))
            else:
                parts.extend(self.expression(inner) for inner in tree.parts(part))
        return Text(*tree.lines(node), tuple(parts))

    def _regex(self, node: SgNode) -> Expression:
        span, pattern = tree.lines(node), node.field("pattern")
        written = Constant(*span, pattern.text() if pattern else "")
        flags = node.field("flags")
        given = [written, Constant(*span, flags.text() if flags else "")]
        return New(*span, Name(*span, "RegExp"), tree.plain(list(given)))

    # Collections

    def _array(self, node: SgNode) -> Expression:
        return Collection(
            *tree.lines(node), "list", tuple(self.expression(part) for part in tree.parts(node))
        )

    def _spread_element(self, node: SgNode) -> Expression:
        return Spread(*tree.lines(node), self.expression(tree.parts(node)[0]))

    def _object(self, node: SgNode) -> Expression:
        entries = [self._entry(part) for part in tree.parts(node)]
        return Mapping(*tree.lines(node), tuple(entry for entry in entries if entry is not None))

    def _entry(self, node: SgNode) -> tuple[Expression | None, Expression] | None:
        span = tree.lines(node)
        if node.kind() == "spread_element":
            return None, self.expression(tree.parts(node)[0])
        if node.kind() == "shorthand_property_identifier":
            return Constant(*span, node.text()), self.expression(node)
        if node.kind() == "method_definition":
            return self.key(node.field("name")), Lambda(*span, self.function_at(node))
        if node.kind() == "pair":
            return self.key(node.field("key")), self.optional(node, "value")
        return None

    def key(self, node: SgNode | None) -> Expression:
        """The key of a member; it is an expression only in brackets."""
        if node is None:
            return Unknown(0, 0)
        if node.kind() == "computed_property_name":
            return self.expression(tree.parts(node)[0])
        if node.kind() in {"string", "number"}:
            return self.expression(node)
        return Constant(*tree.lines(node), node.text())

    # Members and calls

    def _member_expression(self, node: SgNode) -> Expression:
        name = node.field("property")
        return Attribute(*tree.lines(node), self.optional(node, "object"), name.text() if name else "")

    def _subscript_expression(self, node: SgNode) -> Expression:
        return Index(*tree.lines(node), self.optional(node, "object"), self.optional(node, "index"))

    def _call_expression(self, node: SgNode) -> Expression:
        called, given, span = node.field("function"), node.field("arguments"), tree.lines(node)
        if called is None or given is None:
            return self.unknown(node)
        if called.kind() == "import" or (called.kind() == "identifier" and called.text() == "require"):
            named = required(node)
            if named is not None:
                return self.package(node, packages.target_of(self.path, named))
        if called.text() == "Object.assign":
            return self._merged(given)
        if given.kind() == "template_string":
            return Call(*span, self.expression(called), self._tagged(given))
        if called.kind() == "super":
            return Call(*span, Attribute(*span, Name(*span, "super"), CONSTRUCTOR), self.arguments(given))
        return Call(*span, self.expression(called), self.arguments(given))

    def _merged(self, given: SgNode) -> Expression:
        """`Object.assign(…)`: the first object with what is in the others."""
        span, arguments = tree.lines(given), self.arguments(given)
        merged = Mapping(*span, tuple((None, argument.value) for argument in arguments))
        first = arguments[0].value if arguments else None
        return Bind(*span, first, merged) if isinstance(first, Name | Attribute) else merged

    def _tagged(self, node: SgNode) -> tuple[Argument, ...]:
        """What a tag gets: the texts, then each value."""
        span, text = tree.lines(node), cast("Text", self._template_string(node))
        values = [part for part in text.parts if not isinstance(part, Constant)]
        literal = tuple(part for part in text.parts if isinstance(part, Constant))
        return tree.plain([Collection(*span, "list", literal), *values])

    def arguments(self, node: SgNode | None) -> tuple[Argument, ...]:
        """The arguments of a call."""
        return tuple(self._argument(part) for part in tree.parts(node)) if node else ()

    def _argument(self, node: SgNode) -> Argument:
        if node.kind() == "spread_element":
            return Argument(self.expression(tree.parts(node)[0]), spread=True)
        return Argument(self.expression(node))

    def _new_expression(self, node: SgNode) -> Expression:
        made, given = self.optional(node, "constructor"), self.arguments(node.field("arguments"))
        return New(*tree.lines(node), made, given)

    # Operations

    def _unary_expression(self, node: SgNode) -> Expression:
        found = node.field("operator")
        operator = found.kind() if found else "?"
        value = self.optional(node, "argument")
        if operator == "void":
            return Constant(*tree.lines(node), None)
        if operator == "delete":
            return Unknown(*tree.lines(node), (value,))
        return Operation(*tree.lines(node), UNARY.get(operator, operator), (value,))

    def _assignment_expression(self, node: SgNode) -> Expression:
        left = node.field("left")
        value = self.optional(node, "right")
        return Bind(*tree.lines(node), self.target(left) if left else Unknown(*tree.lines(node)), value)

    def _augmented_assignment_expression(self, node: SgNode) -> Expression:
        span, target, value = tree.lines(node), self.optional(node, "left"), self.optional(node, "right")
        found = node.field("operator")
        operator = found.kind()[:-1] if found else "+"
        return Bind(*span, target, Operation(*span, BINARY.get(operator, operator), (target, value)))

    def _sequence_expression(self, node: SgNode) -> Expression:
        span, values = tree.lines(node), tuple(self.expression(part) for part in tree.parts(node))
        return Index(*span, Collection(*span, "list", values), Constant(*span, len(values) - 1))

    _await_expression = _as_expression = _satisfies_expression = _non_null_expression = (
        CFamily._parenthesized_expression
    )

    def _type_assertion(self, node: SgNode) -> Expression:
        return self.expression(tree.parts(node)[-1])

    def _yield_expression(self, node: SgNode) -> Expression:
        value = tree.parts(node)
        return Yield(*tree.lines(node), self.expression(value[0]) if value else None)

    # Functions and classes as values

    def _function_expression(self, node: SgNode) -> Expression:
        return Lambda(*tree.lines(node), self.function_at(node))

    _arrow_function = _generator_function = _function = _function_expression

    def _class(self, node: SgNode) -> Expression:
        made = self.class_(node)
        self.pending.append(made)
        return Name(*tree.lines(node), made.name)


def required(node: SgNode) -> str | None:
    """What `require("…")` or `import("…")` names, if it says so."""
    given = node.field("arguments")
    named = tree.parts(given)[0] if given and tree.parts(given) else None
    if named is None or named.kind() not in {"string", "template_string"} or "${" in named.text():
        return None
    return named.text()[1:-1]
