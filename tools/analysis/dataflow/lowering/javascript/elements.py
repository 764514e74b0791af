"""JSX: elements are calls of `react.createElement`, HTML that is set past React's escaping is a call, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.javascript.modules import Modules
from tools.analysis.dataflow.syntax import Argument, Attribute, Call, Constant, Expression, Mapping

if TYPE_CHECKING:
    from ast_grep_py import SgNode

RAW_HTML = "dangerouslySetInnerHTML"


class Elements(Modules):
    """Lowers JSX."""

    def _jsx_element(self, node: SgNode) -> Expression:
        opening = tree.part(node, "jsx_opening_element")
        inner = [
            part for part in tree.parts(node) if not part.kind().startswith(("jsx_opening", "jsx_closing"))
        ]
        given = [Argument(value) for part in inner for value in self._inside(part)]
        return self._element(opening or node, given)

    _jsx_fragment = _jsx_element

    def _jsx_self_closing_element(self, node: SgNode) -> Expression:
        return self._element(node, [])

    def _jsx_expression(self, node: SgNode) -> Expression:
        inner = tree.parts(node)
        return self.expression(inner[0]) if inner else Constant(*tree.lines(node), None)

    def _element(self, node: SgNode, inner: list[Argument]) -> Expression:
        span, name = tree.lines(node), node.field("name")
        tag: Expression = Constant(*span, name.text() if name else "")
        if name is not None and not name.text()[:1].islower():
            tag = self.expression(name)
        entries = [entry for part in tree.parts(node) if (entry := self._property(part)) is not None]
        given = (Argument(tag), Argument(Mapping(*span, tuple(entries))), *inner)
        return Call(*span, self.package(node, "react.createElement"), given)

    def _inside(self, node: SgNode) -> Iterator[Expression]:
        if node.kind() == "jsx_text":
            yield Constant(*tree.lines(node), node.text())
        else:
            yield self.expression(node)

    def _property(self, node: SgNode) -> tuple[Expression | None, Expression] | None:
        span, found = tree.lines(node), tree.parts(node)
        if found and found[0].kind() == "spread_element":
            return None, self.expression(tree.parts(found[0])[0])
        if node.kind() != "jsx_attribute":
            return None
        name = found[0].text()
        value = self.expression(found[1]) if len(found) > 1 else Constant(*span, True)
        if name == RAW_HTML:
            value = Call(*span, self.package(node, f"react.{RAW_HTML}"), (Argument(self._html(value)),))
        return Constant(*span, name), value

    @staticmethod
    def _html(value: Expression) -> Expression:
        for key, inner in value.entries if isinstance(value, Mapping) else ():
            if isinstance(key, Constant) and key.value == "__html":
                return inner
        return Attribute(value.line, value.end_line, value, "__html")
