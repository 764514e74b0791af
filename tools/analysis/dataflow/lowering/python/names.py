"""Which names are a Python function's own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def own_names(arguments: ast.arguments, body: Iterable[ast.AST]) -> frozenset[str]:
    """The parameters and whatever is bound in the body, those named by `global` and `nonlocal` left out."""
    names = {argument.arg for argument in all_parameters(arguments)}
    outer: set[str] = set()
    for node in within(body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
    return frozenset(names - outer)


def all_parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [each for each in (arguments.vararg, arguments.kwarg) if each is not None]


def within(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of a body, those of nested functions and classes left out (they themselves are not)."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _APART):
            waiting.extend(ast.iter_child_nodes(node))


def is_generator(body: Iterable[ast.AST]) -> bool:
    """Whether a function with this body is a generator."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in within(body))
