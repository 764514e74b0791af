"""Coroutines and promises that nobody waits for."""

from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.checks.model import Found
from tools.analysis.analysers.patterns.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

FUNCTIONS = ("arrow_function", "function_expression")
DEFINITIONS = ("function_definition", "class_definition")


def missing_await(root: "SgNode", values: Values) -> Found:
    """In JavaScript: an async function of this file is called, and its promise dropped, in an async one."""
    names, methods = _async_script(root)
    for call in root.find_all(kind="call_expression", inside={"kind": "expression_statement"}):
        called = _called(call, "member_expression", ("this",), names, methods)
        function = values.function_of(call)
        if called and function is not None and _is_async(function) and not _is_awaited_later(call):
            yield call, f"`{called}` is async: its errors are lost, and what follows runs before it is done."


def dropped_coroutine(root: "SgNode", values: Values) -> Found:
    """In Python: a coroutine of this file is called as a statement, so it never runs."""
    names, methods = _async_python(root)
    for call in root.find_all(kind="call", inside={"kind": "expression_statement"}):
        if called := _called(call, "attribute", ("self", "cls"), names, methods):
            yield call, f"`{called}` is a coroutine: called without `await` it never runs."


def _async_script(root: "SgNode") -> tuple[set[str], set[str]]:
    names: set[str] = set()
    methods: set[str] = set()
    for node in root.find_all(kind="function_declaration"):
        if _is_async(node):
            names.add(_name(node))
    for node in root.find_all(kind="variable_declarator"):
        value = node.field("value")
        if (
            value is not None
            and value.kind() in ("arrow_function", "function_expression")
            and _is_async(value)
        ):
            names.add(_name(node))
    for node in root.find_all(kind="method_definition"):
        if _is_async(node):
            methods.add(_name(node))
    return names, methods


def _async_python(root: "SgNode") -> tuple[set[str], set[str]]:
    names: set[str] = set()
    methods: set[str] = set()
    other: set[str] = set()
    for node in root.find_all(kind="function_definition"):
        outer = (above.kind() for above in node.ancestors() if above.kind() in DEFINITIONS)
        in_class = next(outer, "")
        decorated = node.parent()
        is_decorated = decorated is not None and decorated.kind() == "decorated_definition"
        if not _is_async(node) or is_decorated:
            other.add(_name(node))
        elif in_class == "class_definition":
            methods.add(_name(node))
        else:
            names.add(_name(node))
    return names - other, methods - other


def _called(
    call: "SgNode", member: str, owners: tuple[str, ...], names: set[str], methods: set[str]
) -> str | None:
    function = call.field("function")
    if function is None:
        return None
    if function.kind() == "identifier" and function.text() in names:
        return function.text()
    owner = function.field("object") if function.kind() == member else None
    name = function.field("attribute") or function.field("property") if owner is not None else None
    if owner is not None and name is not None and owner.text() in owners and name.text() in methods:
        return function.text()
    return None


def _is_async(node: "SgNode") -> bool:
    return any(child.kind() == "async" or child.text() == "async" for child in node.children()[:4])


def _is_awaited_later(call: "SgNode") -> bool:
    parent = call.parent()
    return parent is not None and parent.kind() in ("await_expression", "unary_expression")


def _name(node: "SgNode") -> str:
    name = node.field("name")
    return name.text() if name is not None else ""
