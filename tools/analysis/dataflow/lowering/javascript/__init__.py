"""The front end of JavaScript and TypeScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.analysis.dataflow.lowering import tree
from tools.analysis.dataflow.lowering.javascript import packages
from tools.analysis.dataflow.lowering.javascript.elements import Elements
from tools.analysis.dataflow.syntax import Module, UnreadableError

if TYPE_CHECKING:
    from ast_grep_py import SgNode

GRAMMARS = {".ts": "typescript", ".mts": "typescript", ".cts": "typescript", ".tsx": "tsx"}


def lower(path: str, text: str) -> Module:
    """A JavaScript or TypeScript file as a module.

    Raises:
        UnreadableError: It is too large, minified, nested too deep, or not of the language.
    """
    grammar = next((found for ending, found in GRAMMARS.items() if path.endswith(ending)), "javascript")
    try:
        return _module(path, tree.parse(text, grammar))
    except RecursionError:
        raise UnreadableError("nested too deep") from None


def _module(path: str, root: SgNode) -> Module:
    lowering = Elements(path)
    body = lowering.block(root)
    names = packages.names_of(path)
    statements = (*lowering.packages.values(), *body)
    searched, broken = tuple(lowering.searched), tree.first_error(root)
    return Module(path, "javascript", names, statements, searched, broken)
