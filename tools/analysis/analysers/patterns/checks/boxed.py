"""Java's boxed numbers compared by identity."""

import re
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.checks.model import Found
from tools.analysis.analysers.patterns.trees import find_kinds
from tools.analysis.analysers.patterns.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

BOXED = re.compile(
    r"^(?:final\s+|private\s+|protected\s+|public\s+|static\s+)*(?:Integer|Long|Short|Double|Float|BigDecimal|String|UUID)\s+(\w+)\b"
)
DECLARATIONS = ("local_variable_declaration", "formal_parameter", "field_declaration")


def boxed_identity(root: "SgNode", values: Values) -> Found:
    """`==` between two names that are declared as boxed numbers or texts in the same method, or as fields."""
    declared: dict[str, list[SgNode | None]] = {}
    for node in find_kinds(root, DECLARATIONS, "java"):
        if match := BOXED.match(re.sub(r"@\w+(\([^)]*\))?\s*", "", node.text()[:200])):
            declared.setdefault(match[1], []).append(values.function_of(node))
    for node in root.find_all(kind="binary_expression"):
        children = node.children()
        if len(children) != 3 or children[1].text() not in ("==", "!="):
            continue
        if all(_is_boxed(side, declared, values) for side in (children[0], children[2])):
            yield node, None


def _is_boxed(side: "SgNode", declared: dict[str, list["SgNode | None"]], values: Values) -> bool:
    name = side.text().removeprefix("this.")
    owners = declared.get(name, [])
    if side.kind() == "field_access":
        return any(owner is None for owner in owners)
    here = values.function_of(side)
    span = here.range().start.index if here is not None else -1
    return side.kind() == "identifier" and any(
        owner is None or owner.range().start.index == span for owner in owners
    )
