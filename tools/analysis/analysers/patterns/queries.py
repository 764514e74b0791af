"""Rules about databases: SQL put together from values, and one query for each item."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

STATEMENT = re.compile(
    r"^\W{0,4}(?:select\b.{0,400}?\bfrom\b|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|drop\s+table\s"
    r"|truncate\s+table|alter\s+table\s)",
    re.IGNORECASE | re.DOTALL,
)
# A further part of a query: AND customer = …, ORDER BY …
FURTHER = re.compile(
    r"^\W{0,4}(?:(?:and|or|where|having)\s+[\w.\"`]+\s*(?:=|<|>|!=|like\b|in\b|between\b)|(?:order|group)\s+by\s|limit\s)",
    re.IGNORECASE,
)
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
DATABASE = re.compile(
    r"(?i)_?(?:db|database|conn|connection|cur|cursor|session|repo|repository|store|orm|sql)"
)
STRINGS = {
    "python": ("string", "interpolation", "binary_operator", "augmented_assignment"),
    "go": ("interpreted_string_literal", "", "binary_expression", "assignment_statement"),
}
SCRIPT = ("template_string", "template_substitution", "binary_expression", "augmented_assignment_expression")
FUNCTIONS = (
    "function_definition",
    "function_declaration",
    "method_declaration",
    "method_definition",
    "arrow_function",
    "lambda",
)

Found = Iterator[tuple["SgNode", str | None]]


def built_sql(root: "SgNode", language: str) -> Found:
    """Strings that are SQL and have values put into them: by interpolation, `+`, `%`, format."""
    string, hole, joining, adding = STRINGS.get(language, SCRIPT)
    if hole:
        yield from _interpolated(root, string, hole, adding)
    for node in root.find_all(kind=joining):
        parent = node.parent()
        if parent is None or parent.kind() != joining:  # only the whole of a + b + c
            yield from _joined(node)
    yield from _formatted(root, language)


def _interpolated(root: "SgNode", string: str, hole: str, adding: str) -> Found:
    for node in root.find_all(kind=string):
        holes = [child.text()[1:-1].lstrip("{").strip() for child in node.children() if child.kind() == hole]
        values = [
            value for value in holes if CONSTANT.fullmatch(value) is None and not _is_placeholders(value)
        ]
        if not values or not _is_query(node, node.text(), adding):
            continue
        yield node, _reason(node, values)


def _joined(node: "SgNode") -> Found:
    parts = [child for child in node.children() if child.is_named()]
    text = node.text()
    first = text.lstrip("([fFbBrR \n")
    if first[:1] not in "\"'`" or STATEMENT.match(first[1:]) is None:
        return
    if any(child.text() == "%" for child in node.children()) or "+" in {
        child.text() for child in node.children()
    }:
        last = parts[-1]
        if last.kind() in ("string", "interpreted_string_literal", "raw_string_literal") and len(parts) == 2:
            inner = parts[0]
            if inner.kind() == last.kind():
                return  # two literals
        values = [part.text() for part in parts[1:] if part.text()[:1] not in "\"'`"] or ["a value"]
        if all(CONSTANT.fullmatch(value) for value in values):
            return
        yield node, _reason(node, values)


def _formatted(root: "SgNode", language: str) -> Found:
    if language == "go":
        for node in root.find_all(pattern="fmt.Sprintf($QUERY, $$$VALUES)"):
            query = node.get_match("QUERY")
            if query is not None and STATEMENT.match(query.text().strip('"`')):
                values = [value.text() for value in node.get_multiple_matches("VALUES") if value.is_named()]
                yield node, _reason(node, values)
    if language == "python":
        for node in root.find_all(pattern="$QUERY.format($$$VALUES)"):
            query = node.get_match("QUERY")
            if query is not None and query.kind() == "string" and STATEMENT.match(query.text().strip("\"'")):
                values = [value.text() for value in node.get_multiple_matches("VALUES") if value.is_named()]
                yield node, _reason(node, values)


def _is_query(node: "SgNode", text: str, adding: str) -> bool:
    bare = re.sub(r"^[fFrRbB]{0,2}[\"'`]{1,3}", "", text)
    if STATEMENT.match(bare):
        return True
    parent = node.parent()
    return parent is not None and parent.kind() == adding and FURTHER.match(bare) is not None


def _is_placeholders(value: str) -> bool:
    """`{placeholders}` and `{", ".join("?" …)}` put in question marks, not values."""
    return re.search(r"placeholder|[\"']\?[\"']|[\"']%s[\"']", value) is not None


def _reason(node: "SgNode", values: list[str]) -> str | None:
    """Names the parameter that ends up in the query, where the value is one."""
    function = next((above for above in node.ancestors() if above.kind() in FUNCTIONS), None)
    parameters = function.field("parameters") if function is not None else None
    if parameters is None:
        return None
    given = set(re.findall(r"\w+", parameters.text()))
    used = [
        name
        for value in values
        for name in re.findall(r"\w+", value)
        if name in given - {"self", "str", "int"}
    ]
    if not used:
        return None
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(used))
    return (
        f"What the caller passes as {names} becomes part of the query, so a caller can change what it does."
    )


def query_in_loop(root: "SgNode", language: str) -> Found:
    """Calls on something that is called like a database, with the loop's own variable, inside a loop."""
    for kind in ("for_statement", "for_in_clause"):
        for loop in root.find_all(kind=kind):
            target = loop.field("left")
            scope = loop.parent() if kind == "for_in_clause" else loop.field("body")
            if target is None or scope is None:
                continue
            names = set(re.findall(r"\w+", target.text()))
            yield from _database_calls(scope, names)


def _database_calls(scope: "SgNode", names: set[str]) -> Found:
    for call in scope.find_all(kind="call"):
        function, arguments = call.field("function"), call.field("arguments")
        if function is None or arguments is None or function.kind() != "attribute":
            continue
        owner = function.field("object")
        method = function.field("attribute")
        if owner is None or method is None or DATABASE.fullmatch(owner.text().rpartition(".")[2]) is None:
            continue
        if method.text() in ("append", "add", "close", "commit", "rollback"):
            continue
        used = names & set(re.findall(r"\w+", arguments.text()))
        if used:
            yield (
                call,
                (
                    f"`{function.text()}` is called for each `{sorted(used)[0]}`: "
                    "the number of queries grows with the data."
                ),
            )
