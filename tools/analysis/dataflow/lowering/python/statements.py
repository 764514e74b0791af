"""Lowers Python's statements."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any, Literal

from tools.analysis.dataflow import syntax
from tools.analysis.dataflow.lowering.python.expressions import binary, expression, lines, optional, several
from tools.analysis.dataflow.lowering.python.names import is_generator, own_names
from tools.analysis.dataflow.syntax import CONSTRUCTOR, Body, Case, Expression, Handler, Parameter, Statement

Package = tuple[str, ...]
Kind = Literal["function", "method", "static", "class", "property"]


def body(nodes: Sequence[ast.stmt], package: Package) -> Body:
    """Statements one after the other."""
    lowered: list[Statement] = []
    for node in nodes:
        statement = _BY_KIND.get(type(node))
        if statement is not None:
            lowered += statement(node, package)
        elif not isinstance(node, ast.Pass | ast.Global | ast.Nonlocal):
            parts = several(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
            lowered.append(syntax.Evaluate(*lines(node), syntax.Unknown(*lines(node), parts)))
    return tuple(lowered)


def stars(tree: ast.Module, package: Package) -> tuple[str, ...]:
    """The modules of which everything is imported."""
    found = [
        _source(node, package)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    return tuple(found)


def _source(node: ast.ImportFrom, package: Package) -> str:
    if not node.level:
        return node.module or ""
    above = package[: len(package) - node.level + 1] if node.level > 1 else package
    return ".".join([*above, *([node.module] if node.module else [])])


def _import(node: ast.Import, _: Package) -> list[Statement]:
    made: list[Statement] = []
    for alias in node.names:
        if alias.asname:
            made.append(syntax.Import(*lines(node), alias.asname, alias.name))
        else:
            first = alias.name.split(".")[0]
            made.append(syntax.Import(*lines(node), first, first))
    return made


def _import_from(node: ast.ImportFrom, package: Package) -> list[Statement]:
    source = _source(node, package)
    return [
        syntax.Import(
            *lines(node), alias.asname or alias.name, f"{source}.{alias.name}" if source else alias.name
        )
        for alias in node.names
        if alias.name != "*"
    ]


def _assign(node: ast.Assign, _: Package) -> list[Statement]:
    value = expression(node.value)
    return [syntax.Assign(*lines(node), expression(target), value) for target in node.targets]


def _augmented(node: ast.AugAssign, _: Package) -> list[Statement]:
    target = expression(node.target)
    value = syntax.Operation(*lines(node), binary(node.op), (target, expression(node.value)))
    return [syntax.Assign(*lines(node), target, value)]


def _annotated(node: ast.AnnAssign, _: Package) -> list[Statement]:
    kind = annotation(node.annotation)
    if node.value is not None:
        return [syntax.Assign(*lines(node), expression(node.target), expression(node.value), kind)]
    if isinstance(node.target, ast.Name):
        return [syntax.Declare(*lines(node), node.target.id, kind)]
    return []


def annotation(node: ast.expr | None) -> Expression | None:
    """A type, also one that is written as a text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return expression(ast.parse(node.value.strip()[:500], mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
    return optional(node)


def _evaluate(node: ast.Expr, _: Package) -> list[Statement]:
    return [syntax.Evaluate(*lines(node), expression(node.value))]


def _delete(node: ast.Delete, _: Package) -> list[Statement]:
    return [syntax.Delete(*lines(node), expression(target)) for target in node.targets]


def _if(node: ast.If, package: Package) -> list[Statement]:
    condition = expression(node.test)
    return [syntax.If(*lines(node), condition, body(node.body, package), body(node.orelse, package))]


def _for(node: ast.For | ast.AsyncFor, package: Package) -> list[Statement]:
    target, iterable = expression(node.target), expression(node.iter)
    return [
        syntax.ForEach(*lines(node), target, iterable, body(node.body, package), body(node.orelse, package))
    ]


def _while(node: ast.While, package: Package) -> list[Statement]:
    inner, otherwise = body(node.body, package), body(node.orelse, package)
    return [syntax.While(*lines(node), expression(node.test), inner, (), otherwise)]


def _with(node: ast.With | ast.AsyncWith, package: Package) -> list[Statement]:
    made: list[Statement] = []
    for item in node.items:
        where = lines(item.context_expr)
        entered = syntax.Call(
            *where, syntax.Attribute(*where, expression(item.context_expr), "__enter__"), ()
        )
        if item.optional_vars is None:
            made.append(syntax.Evaluate(*where, entered))
        else:
            made.append(syntax.Assign(*where, expression(item.optional_vars), entered))
    return [*made, *body(node.body, package)]


def _try(node: Any, package: Package) -> list[Statement]:
    handlers = []
    for handler in node.handlers:
        types = (
            handler.type.elts
            if isinstance(handler.type, ast.Tuple)
            else [handler.type]
            if handler.type
            else []
        )
        handlers.append(Handler(several(types), handler.name, body(handler.body, package)))
    inner, otherwise = body(node.body, package), body(node.orelse, package)
    return [syntax.Try(*lines(node), inner, tuple(handlers), otherwise, body(node.finalbody, package))]


def _match(node: ast.Match, package: Package) -> list[Statement]:
    subject = expression(node.subject)
    cases = []
    for case in node.cases:
        values = _values(case.pattern)
        binds = _binds(case.pattern)
        cases.append(Case(values, body(case.body, package), optional(case.guard), binds))
    return [syntax.Switch(*lines(node), subject, tuple(cases))]


def _values(pattern: ast.pattern) -> tuple[Expression, ...]:
    """What a pattern matches; none if that is everything."""
    if isinstance(pattern, ast.MatchValue):
        return (expression(pattern.value),)
    if isinstance(pattern, ast.MatchSingleton):
        return (syntax.Constant(*lines(pattern), pattern.value),)
    if isinstance(pattern, ast.MatchOr):
        parts = [_values(part) for part in pattern.patterns]
        return () if () in parts else tuple(value for part in parts for value in part)
    if isinstance(pattern, ast.MatchAs):
        return () if pattern.pattern is None else _values(pattern.pattern)
    return (syntax.Unknown(*lines(pattern)),)


def _binds(pattern: ast.pattern) -> tuple[Expression, ...]:
    """The names that a pattern gives the subject, or a part of it."""
    names = [
        part.name
        for part in ast.walk(pattern)
        if isinstance(part, ast.MatchAs | ast.MatchStar) and part.name is not None
    ]
    return tuple(syntax.Name(*lines(pattern), name) for name in names)


def _return(node: ast.Return, _: Package) -> list[Statement]:
    return [syntax.Return(*lines(node), optional(node.value))]


def _raise(node: ast.Raise, _: Package) -> list[Statement]:
    return [syntax.Raise(*lines(node), optional(node.exc))]


def _assert(node: ast.Assert, _: Package) -> list[Statement]:
    """An assertion that doesn't hold leaves (it is not there with `-O`, which a server seldom runs with)."""
    return [syntax.If(*lines(node), expression(node.test), (), (syntax.Raise(*lines(node)),))]


def _break(node: ast.Break, _: Package) -> list[Statement]:
    return [syntax.Break(*lines(node))]


def _continue(node: ast.Continue, _: Package) -> list[Statement]:
    return [syntax.Continue(*lines(node))]


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, package: Package) -> list[Statement]:
    return [function(node, package, "function")]


def function(node: ast.FunctionDef | ast.AsyncFunctionDef, package: Package, kind: Kind) -> syntax.Function:
    """A function or method."""
    parameters = _parameters(node.args)
    bound = kind in ("method", "class", "property") and bool(parameters)
    return syntax.Function(
        node.lineno,
        node.end_lineno or node.lineno,
        CONSTRUCTOR if kind == "method" and node.name == "__init__" else node.name,
        parameters,
        body(node.body, package),
        own_names(node.args, node.body),
        several(node.decorator_list),
        kind,
        parameters[0].name if bound else None,
        generator=is_generator(node.body),
        returns=annotation(node.returns),
    )


def _parameters(arguments: ast.arguments) -> tuple[Parameter, ...]:
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    defaults += arguments.defaults
    made = [
        Parameter(each.arg, annotation(each.annotation), optional(default))
        for each, default in zip(plain, defaults, strict=True)
    ]
    if arguments.vararg is not None:
        made.append(Parameter(arguments.vararg.arg, annotation(arguments.vararg.annotation), None, "rest"))
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        made.append(Parameter(each.arg, annotation(each.annotation), optional(default), "apart"))
    if arguments.kwarg is not None:
        made.append(Parameter(arguments.kwarg.arg, annotation(arguments.kwarg.annotation), None, "keywords"))
    return tuple(made)


def lambda_(node: ast.Lambda) -> Expression:
    """A lambda, as the function that it is."""
    where = lines(node)
    inner: Body = (syntax.Return(*where, expression(node.body)),)
    made = syntax.Function(*where, "", _parameters(node.args), inner, own_names(node.args, [node.body]))
    return syntax.Lambda(*where, made)


def _class(node: ast.ClassDef, package: Package) -> list[Statement]:
    members: list[Statement] = []
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            members.append(function(part, package, _kind(part)))
        else:
            members += body([part], package)
    return [
        syntax.Class(
            *lines(node), node.name, several(node.bases), tuple(members), several(node.decorator_list)
        )
    ]


_KINDS: dict[str, Kind] = {
    "staticmethod": "static",
    "classmethod": "class",
    "property": "property",
    "cached_property": "property",
}


def _kind(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Kind:
    for decorator in node.decorator_list:
        name = (
            decorator.id
            if isinstance(decorator, ast.Name)
            else decorator.attr
            if isinstance(decorator, ast.Attribute)
            else ""
        )
        if name in _KINDS:
            return _KINDS[name]
    return "method"


_BY_KIND: dict[type, Callable[[Any, Package], list[Statement]]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Expr: _evaluate,
    ast.Delete: _delete,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.Match: _match,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
}
if hasattr(ast, "TryStar"):
    _BY_KIND[ast.TryStar] = _try
