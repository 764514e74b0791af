"""Lowers Python's expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, Literal

from tools.analysis.dataflow import syntax
from tools.analysis.dataflow.syntax import Argument, Clause, Expression

_BINARY: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.MatMult: "@",
}
_COMPARISONS: dict[type, str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not-in",
    ast.Is: "is",
    ast.IsNot: "is-not",
}
_UNARY: dict[type, str] = {ast.Not: "not", ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "~"}


def binary(operator: ast.operator) -> str:
    """The word for an operator."""
    return _BINARY[type(operator)]


def lines(node: Any) -> tuple[int, int]:
    """Where a node begins and ends."""
    line = getattr(node, "lineno", 0)
    return line, getattr(node, "end_lineno", None) or line


def expression(node: ast.expr) -> Expression:
    """An expression in the tree's terms."""
    lowered = _BY_KIND.get(type(node))
    if lowered is not None:
        return lowered(node)
    return syntax.Unknown(
        *lines(node), several(child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))
    )


def several(nodes: Iterable[ast.expr]) -> tuple[Expression, ...]:
    """Expressions one after the other."""
    return tuple(expression(node) for node in nodes)


def optional(node: ast.expr | None) -> Expression | None:
    """An expression that may be missing."""
    return None if node is None else expression(node)


def _name(node: ast.Name) -> Expression:
    return syntax.Name(*lines(node), node.id)


def _constant(node: ast.Constant) -> Expression:
    if isinstance(node.value, complex) or node.value is ...:
        return syntax.Unknown(*lines(node))
    return syntax.Constant(*lines(node), node.value)


def _text(node: ast.JoinedStr) -> Expression:
    return syntax.Text(*lines(node), several(node.values))


def _formatted(node: ast.FormattedValue) -> Expression:
    return expression(node.value)


def _attribute(node: ast.Attribute) -> Expression:
    return syntax.Attribute(*lines(node), expression(node.value), node.attr)


def _subscript(node: ast.Subscript) -> Expression:
    return syntax.Index(*lines(node), expression(node.value), expression(node.slice))


def _slice(node: ast.Slice) -> Expression:
    return syntax.Slice(*lines(node), optional(node.lower), optional(node.upper), optional(node.step))


def _call(node: ast.Call) -> Expression:
    arguments = [
        Argument(expression(part.value), spread=True)
        if isinstance(part, ast.Starred)
        else Argument(expression(part))
        for part in node.args
    ]
    for keyword in node.keywords:
        value = expression(keyword.value)
        arguments.append(
            Argument(value, "**", spread=True) if keyword.arg is None else Argument(value, keyword.arg)
        )
    return syntax.Call(*lines(node), expression(node.func), tuple(arguments))


def _binary(node: ast.BinOp) -> Expression:
    """A chain of the same operator may be thousands long: its left side is gone down without recursion."""
    chain: list[ast.BinOp] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        chain.append(left)
        left = left.left
    lowered = expression(left)
    for part in reversed(chain):
        lowered = syntax.Operation(*lines(part), binary(part.op), (lowered, expression(part.right)))
    return lowered


def _unary(node: ast.UnaryOp) -> Expression:
    return syntax.Operation(*lines(node), _UNARY[type(node.op)], (expression(node.operand),))


def _boolean(node: ast.BoolOp) -> Expression:
    operator = "and" if isinstance(node.op, ast.And) else "or"
    return syntax.Operation(*lines(node), operator, several(node.values))


def _compare(node: ast.Compare) -> Expression:
    operands = several((node.left, *node.comparators))
    pairs = zip(node.ops, operands, operands[1:], strict=False)
    parts = tuple(
        syntax.Operation(*lines(node), _COMPARISONS[type(operator)], (left, right))
        for operator, left, right in pairs
    )
    return parts[0] if len(parts) == 1 else syntax.Operation(*lines(node), "and", parts)


def _choice(node: ast.IfExp) -> Expression:
    return syntax.Choice(*lines(node), expression(node.test), expression(node.body), expression(node.orelse))


def _collection(kind: Literal["list", "tuple", "set"]) -> Callable[[Any], Expression]:
    return lambda node: syntax.Collection(*lines(node), kind, several(node.elts))


def _starred(node: ast.Starred) -> Expression:
    return syntax.Spread(*lines(node), expression(node.value))


def _dict(node: ast.Dict) -> Expression:
    entries = [(optional(key), expression(value)) for key, value in zip(node.keys, node.values, strict=True)]
    return syntax.Mapping(*lines(node), tuple(entries))


def _clauses(node: Any) -> tuple[Clause, ...]:
    return tuple(
        Clause(expression(part.target), expression(part.iter), several(part.ifs)) for part in node.generators
    )


def _comprehension(kind: Literal["list", "set", "generator"]) -> Callable[[Any], Expression]:
    return lambda node: syntax.Comprehension(*lines(node), kind, None, expression(node.elt), _clauses(node))


def _dict_comprehension(node: ast.DictComp) -> Expression:
    return syntax.Comprehension(
        *lines(node), "dict", expression(node.key), expression(node.value), _clauses(node)
    )


def _bind(node: ast.NamedExpr) -> Expression:
    return syntax.Bind(*lines(node), expression(node.target), expression(node.value))


def _await(node: ast.Await) -> Expression:
    return expression(node.value)


def _yield(node: ast.Yield | ast.YieldFrom) -> Expression:
    return syntax.Yield(*lines(node), optional(node.value))


def _lambda(node: ast.Lambda) -> Expression:
    from tools.analysis.dataflow.lowering.python.statements import lambda_

    return lambda_(node)


_BY_KIND: dict[type, Callable[[Any], Expression]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.JoinedStr: _text,
    ast.FormattedValue: _formatted,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.List: _collection("list"),
    ast.Tuple: _collection("tuple"),
    ast.Set: _collection("set"),
    ast.Starred: _starred,
    ast.Dict: _dict,
    ast.ListComp: _comprehension("list"),
    ast.SetComp: _comprehension("set"),
    ast.GeneratorExp: _comprehension("generator"),
    ast.DictComp: _dict_comprehension,
    ast.NamedExpr: _bind,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Lambda: _lambda,
}
