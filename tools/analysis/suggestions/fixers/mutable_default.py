"""Python: a default that all calls share is made anew in the function's body."""

import re
from typing import TYPE_CHECKING

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, replace
from tools.findings import Finding

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_KINDS = ("default_parameter", "typed_default_parameter")
_FRESH = re.compile(
    r"(?:list|dict|set|defaultdict|deque|(?:\w+\.)*(?:now|utcnow|today|time|uuid4))\([\w.]*\)"
)
# Those are shared on purpose.
_KEPT = re.compile(r"cache|memo|registry|seen|store|state", re.IGNORECASE)


def _draft(finding: Finding, source: Source) -> Draft | None:
    parameters = [node for node in source.near(finding, *_KINDS) if _is_fixable(node)]
    functions = [_function(node) for node in parameters]
    first = functions[0] if functions else None
    if first is None or any(item is None or item.range() != first.range() for item in functions):
        return None
    body = first.field("body")
    statements = [part for part in body.children() if part.is_named()] if body is not None else []
    if body is None or not statements or body.range().start.line == first.range().start.line:
        return None
    at = _behind_docstring(statements)
    if at is None or any(_is_handled(node, body.text()) for node in parameters):
        return None
    indent = source.indent(at.range().start.line)
    start = at.range().start.index
    step = "\t" if indent.startswith("\t") else "    "
    lines = "".join(
        f"if {_name(node)} is None:\n{indent}{step}{_name(node)} = {_default(node)}\n{indent}"
        for node in parameters
    )
    return Draft((*(replace(node, _optional(node)) for node in parameters), Edit(start, start, lines)))


def _is_fixable(node: "SgNode") -> bool:
    value = node.field("value")
    if value is None or _KEPT.search(_name(node)) or re.search("[\"'#]", _type(node)):
        return False
    if value.kind() in ("list", "dictionary", "set"):
        return value.find(kind="identifier") is None and "\n" not in value.text()
    return value.kind() == "call" and _FRESH.fullmatch(value.text()) is not None


def _function(node: "SgNode") -> "SgNode | None":
    above = node.parent()
    function = above.parent() if above is not None else None
    return function if function is not None and function.kind() == "function_definition" else None


def _behind_docstring(statements: "list[SgNode]") -> "SgNode | None":
    """The first statement after the docstring; None where there is nothing else."""
    first = statements[0]
    inside = [part for part in first.children() if part.is_named()]
    is_docstring = first.kind() == "expression_statement" and inside and inside[0].kind() == "string"
    rest = [item for item in statements[bool(is_docstring) :] if item.kind() != "comment"]
    if not rest or rest[0].text() in ("...", "pass"):
        return None
    return rest[0]


def _is_handled(node: "SgNode", body: str) -> bool:
    return re.search(rf"\b{_name(node)}\s+is\s+(?:not\s+)?None|global\s+{_name(node)}\b", body) is not None


def _name(node: "SgNode") -> str:
    name = node.field("name")
    return name.text() if name is not None else node.children()[0].text()


def _type(node: "SgNode") -> str:
    kind = node.field("type")
    return kind.text() if kind is not None else ""


def _default(node: "SgNode") -> str:
    value = node.field("value")
    return value.text() if value is not None else "None"


def _optional(node: "SgNode") -> str:
    kind = _type(node)
    if not kind:
        return f"{_name(node)}=None"
    if "None" in kind or kind.startswith("Optional"):
        return f"{_name(node)}: {kind} = None"
    return f"{_name(node)}: {kind} | None = None"


FIXER = Fixer("mutable-default", frozenset({"B006", "B008", "mutable-default"}), PYTHON, _draft)
