"""What a JavaScript module takes from others and gives to them.

What a module gives stands in it as names: `exports.a = …` and `module.exports = {a: …}` name `a`, and the
whole of it, `module.exports` or `export default`, is named `default`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.javascript import packages
from tools.analysis.dataflow.lowering.javascript.statements import Statements, renamed
from tools.analysis.dataflow.syntax import (
    Assign,
    Constant,
    Expression,
    Import,
    Mapping,
    Name,
    Statement,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

DEFAULT = "default"
EXPORTS = frozenset({"module.exports", "exports"})


class Modules(Statements):
    """Lowers imports and exports.

    Attributes:
        searched: The modules whose names are this one's, too (`export * from`).
    """

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.searched: list[str] = []

    # What it takes

    def _do_import_statement(self, node: SgNode) -> Iterator[Statement]:
        span, clause = tree.lines(node), tree.part(node, "import_clause", "import_require_clause")
        source = node.field("source") or (tree.part(clause, "string") if clause else None)
        if clause is None or source is None:
            return
        named = source.text()[1:-1]
        target = packages.target_of(self.path, named)
        for part in tree.parts(clause):
            if part.kind() == "identifier" and clause.kind() == "import_clause":
                yield self._import(
                    span, part.text(), f"{target}.{DEFAULT}" if packages.is_inside(named) else target
                )
            elif part.kind() == "identifier":
                yield self._import(span, part.text(), target)
            elif part.kind() == "namespace_import":
                yield self._import(span, tree.parts(part)[-1].text(), target)
            elif part.kind() == "named_imports":
                yield from self._named(part, target)

    def _named(self, node: SgNode, target: str) -> Iterator[Statement]:
        for part in tree.parts(node):
            name, alias = part.field("name"), part.field("alias")
            if name is not None:
                member = name.text().strip("'\"")
                yield self._import(tree.lines(part), alias.text() if alias else member, f"{target}.{member}")

    def _import(self, span: tuple[int, int], name: str, target: str) -> Import:
        self.own[-1].add(name)
        return Import(*span, name, target)

    # What it gives

    def _do_export_statement(self, node: SgNode) -> Iterator[Statement]:
        span, source, declared = tree.lines(node), node.field("source"), node.field("declaration")
        target = packages.target_of(self.path, source.text()[1:-1]) if source else None
        clause = tree.part(node, "export_clause")
        if clause is not None:
            yield from self._exported(clause, target)
        elif target is not None:
            self.searched.append(target)
        elif declared is not None:
            made = self.statement(declared)
            yield from made
            name = getattr(made[-1], "name", None) if made else None
            if DEFAULT in tree.words(node) and name:
                yield Assign(*span, Name(*span, DEFAULT), Name(*span, name))
        elif (value := node.field("value")) is not None:
            yield from self._given(DEFAULT, value)

    def _exported(self, clause: SgNode, target: str | None) -> Iterator[Statement]:
        for part in tree.parts(clause):
            name, alias, span = part.field("name"), part.field("alias"), tree.lines(part)
            given = alias or name
            if name is None or given is None:
                continue
            if target is not None:
                yield self._import(span, given.text(), f"{target}.{name.text()}")
            elif given.text() != name.text():
                yield Assign(*span, Name(*span, given.text()), self.expression(name))

    def _given(self, name: str, value: SgNode) -> Iterator[Statement]:
        """A value that the module gives under a name."""
        span = tree.lines(value)
        if value.kind() == "class":
            yield renamed(self.class_(value), name)
        elif value.kind() == "object" and name == DEFAULT:
            yield from self._members(self.expression(value), span)
        else:
            yield Assign(*span, Name(*span, name), self.expression(value))

    def _members(self, given: Expression, span: tuple[int, int]) -> Iterator[Statement]:
        """Each entry of an object that the module gives, by its name, and then the object of these names."""
        entries: list[tuple[Expression | None, Expression]] = []
        for key, value in given.entries if isinstance(given, Mapping) else ():
            if not isinstance(key, Constant) or not isinstance(key.value, str):
                entries.append((key, value))
                continue
            name = Name(value.line, value.end_line, key.value)
            if not isinstance(value, Name) or value.name != key.value:
                yield Assign(value.line, value.end_line, name, value)
            entries.append((key, name))
        yield Assign(*span, Name(*span, DEFAULT), Mapping(*span, tuple(entries)))

    def _evaluated(self, node: SgNode) -> Iterator[Statement]:
        """An expression for its effect; an assignment to what the module exports names what it gives."""
        names = []
        value = node
        while value.kind() == "assignment_expression":
            left, right = value.field("left"), value.field("right")
            if left is None or right is None or (name := exported_name(left)) is None:
                break
            names.append(name)
            value = right
        if not names:
            yield from super()._evaluated(node)
        for name in names[:1]:
            yield from self._given(name, value)
        span = tree.lines(node)
        for name in names[1:]:
            yield Assign(*span, Name(*span, name), Name(*span, names[0]))


def exported_name(target: SgNode) -> str | None:
    """The name that an assignment gives others: `exports.name`, or `default` for all of `module.exports`."""
    written = "".join(target.text().split())
    if written in EXPORTS:
        return DEFAULT
    owner, _, name = written.rpartition(".")
    return name if owner in EXPORTS and name.isidentifier() else None
