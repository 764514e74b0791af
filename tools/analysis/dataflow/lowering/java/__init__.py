"""Java's front end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.java.declarations import CLASSES, Declarations
from tools.analysis.dataflow.syntax import Import, Module, Statement, UnreadableError

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def lower(path: str, text: str) -> Module:
    """A Java file as a module.

    Raises:
        UnreadableError: It is too large, minified, nested too deep, or not Java.
    """
    try:
        return _module(path, tree.parse(text, "java"))
    except RecursionError:
        raise UnreadableError("nested too deep") from None


def _module(path: str, root: SgNode) -> Module:
    package = ""
    body: list[Statement] = []
    searched = ["java.lang"]
    lowering = Declarations()
    for node in tree.parts(root):
        if node.kind() == "package_declaration":
            package = _written(tree.parts(node)[-1])
        elif node.kind() == "import_declaration":
            made = _imported(node)
            if isinstance(made, str):
                searched.append(made)
            else:
                body.append(made)
        elif node.kind() in CLASSES:
            body.append(lowering.declared(node))
        else:
            body.extend(_stray(lowering, node))
    broken = tree.first_error(root)
    return Module(path, "java", (package,), tuple(body), (package, *searched), broken)


def _stray(lowering: Declarations, node: SgNode) -> list[Statement]:
    """What stands outside of a class: classes that an error in the text has swallowed."""
    return [lowering.declared(found) for kind in sorted(CLASSES) for found in node.find_all(kind=kind)]


def _imported(node: SgNode) -> Import | str:
    """The import of one name, or what is searched for all of them."""
    named = tree.part(node, "scoped_identifier", "identifier")
    target = _written(named) if named else ""
    if tree.part(node, "asterisk"):
        return target
    return Import(*tree.lines(node), target.rpartition(".")[2], target)


def _written(node: SgNode) -> str:
    return "".join(node.text().split())
