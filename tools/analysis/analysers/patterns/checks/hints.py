"""What goes wrong with time or with much data: one query for each item, money in binary fractions."""

import re
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns import grammar
from tools.analysis.analysers.patterns.checks.model import Found
from tools.analysis.analysers.patterns.trees import find_kinds, has_kind
from tools.analysis.analysers.patterns.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

# Any call on the first asks it something; the second have many other methods.
SURELY = re.compile(r"(?i)[$@_]{0,2}(?:\w+\.)?\w*(?:db|database|repo|repository|dao)")
PERHAPS = re.compile(
    r"(?i)[$@_]{0,2}(?:\w+\.)?_?(?:\w*orm|conn|connection|cur|cursor|pdo|stmt|tx|prisma(?:\.\w+)?|pool|entity_?manager"
    r"|em|jdbc_?template|session|store|sql)"
)
ASKING = re.compile(
    r"(?i)(?:query|execute|exec|fetch|find|get|load|select|count|raw|first|single|save|insert|update|delete)\w*"
)
# These keep it for later, send many at once, or send no query.
HARMLESS = re.compile(
    r"(?i)(?:append|add|close|commit|rollback|begin|flush|refresh|expunge|merge|execute_?many|execute_?batch|add_?batch"
    r"|get_?bind|get_?id|get_?name|(?:save|insert|update|delete|create|store|put|remove|publish|record|write|set|mark)(?:_?\w+)?"
    r"|prepare|bind\w*|model|table|collection|name)"
)
LOOPS = {
    "for_statement": "body",
    "foreach_statement": "body",
    "enhanced_for_statement": "body",
    "for_in_statement": "body",
    "for_expression": "body",
    "for": "body",
}
COMPREHENSION = "for_in_clause"
LOOP_CLAUSES = ("range_clause", "variable_declaration")


def query_in_loop(root: "SgNode", values: Values) -> Found:
    """Calls on something that is called like a database, with the loop's own variable, inside a loop."""
    language = values.language
    for kind in (*LOOPS, COMPREHENSION):
        if not has_kind(language, kind):
            continue
        for loop in root.find_all(kind=kind):
            scope = loop.parent() if kind == COMPREHENSION else loop.field("body") or _last(loop)
            names = _loop_names(loop, scope)
            if scope is not None and names:
                yield from _database_calls(scope, names, language)


def _last(loop: "SgNode") -> "SgNode | None":
    children = loop.named_children()
    return children[-1] if children else None


def _loop_names(loop: "SgNode", scope: "SgNode | None") -> set[str]:
    target = loop.field("left") or loop.field("name") or loop.field("pattern")
    if target is None and loop.kind() == "for_statement":
        clause = next((one for one in loop.named_children() if one.kind() in LOOP_CLAUSES), None)
        target = (clause.field("left") or clause) if clause is not None else None
    if target is None and loop.kind() == "foreach_statement":
        text = loop.text()[:200].partition(" as ")[2].partition(")")[0]
        return set(re.findall(r"\w+", text))
    return set(re.findall(r"\w+", target.text())) - {"_"} if target is not None else set()


def _database_calls(scope: "SgNode", names: set[str], language: str) -> Found:
    for call in find_kinds(scope, grammar.CALLS, language):
        text = call.text()
        head, _, arguments = text.partition("(")
        owner, _, method = re.sub(r"->|::", ".", head).rpartition(".")
        owner = re.sub(r"^(?:self|this|\$this)\.", "", owner)
        surely = SURELY.fullmatch(owner) is not None
        perhaps = PERHAPS.fullmatch(owner) is not None and ASKING.fullmatch(method) is not None
        if not (surely or perhaps) or HARMLESS.fullmatch(method):
            continue
        used = sorted(names & set(re.findall(r"\w+", arguments)))
        if used:
            yield call, f"`{head}` is called for each `{used[0]}`: the number of queries grows with the data."


MONEY = re.compile(
    r"(?i)(?:price|amount|total|subtotal|balance|cost|fee|tax|salary|discount|revenue|charge|refund|payout|money)s?"
)
FLOAT = re.compile(r"(?i)(?:float(?:32|64)?|double|f32|f64|Double|Float|single)\??")


def money_as_float(root: "SgNode", values: Values) -> Found:
    """A declared amount of money whose type is a binary fraction."""
    for kind in (
        "typed_parameter",
        "field_declaration",
        "formal_parameter",
        "parameter",
        "parameter_declaration",
        "property_declaration",
        "class_parameter",
        "property_declaration",
        "assignment",
    ):
        if not has_kind(values.language, kind):
            continue
        for node in root.find_all(kind=kind):
            text = node.text()
            if len(text) > 120 or re.search(r"(?i)float|double|f32|f64", text) is None:
                continue
            words = re.findall(r"\w+", text.partition("=")[0])
            if any(FLOAT.fullmatch(word) for word in words) and any(_is_money(word) for word in words):
                yield node, None


def _is_money(word: str) -> bool:
    return MONEY.fullmatch(re.split(r"_|(?<=[a-z])(?=[A-Z])", word)[-1]) is not None
