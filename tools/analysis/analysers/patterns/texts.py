"""Takes apart texts that are put together: interpolation, joining, and the format functions."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns import grammar

if TYPE_CHECKING:
    from ast_grep_py import SgNode

LISTS = ("call_suffix", "arguments", "argument_list")
MOST = 200  # pieces; nobody writes more
RUST_HOLE = re.compile(r"\{(\w*)[^{}]*\}")
# What hands on the text that it is called on, or given.
SAME_TEXT = re.compile(
    r"\.(?:to_string|to_owned|as_str|trim|trimIndent|trimMargin|strip|squish|strip_heredoc|strip_heredoc|trimEnd"
    r"|stripIndent|freeze|toString|into)(?:\(\))?$"
)
FORMATS = re.compile(
    r"(?:fmt\.Sprintf|String\.format|string\.Format|String\.Format|sprintf|format|vsprintf|Kernel\.format|text|sa\.text"
    r"|String::from|sqlalchemy\.text|fmt\.Sprint)"
)
METHODS = re.compile(r"\.(?:format|formatted|concat)$")


@dataclass(frozen=True, slots=True)
class Hole:
    """A place in a text where a value is put in: a node, or in Rust's formats a name."""

    node: "SgNode | None"
    name: str | None = None

    @property
    def text(self) -> str:
        """The code of the value."""
        return self.name or (self.node.text() if self.node is not None else "")


Parts = list[str | Hole]


def parts_of(node: "SgNode", language: str) -> Parts:
    """The pieces of a text in their order; one hole for what is no text put together here."""
    found: Parts = []
    waiting = [node]
    while waiting and len(found) < MOST:
        next_one = waiting.pop()
        inner = _inside(next_one, language)
        if inner is not None:
            waiting.extend(reversed(inner))
        else:
            found.extend(_pieces(next_one))
    return found


def _inside(node: "SgNode", language: str) -> list["SgNode"] | None:
    """The nodes that a joined or wrapped text is made of; None where it is a text or a value itself."""
    kind = node.kind()
    if kind in ("concatenated_string", "chained_string"):
        return node.named_children()
    if kind in grammar.JOINING and _operator(node, language):
        return node.named_children()
    if kind in (
        "parenthesized_expression",
        "argument",
        "value_argument",
        "reference_expression",
        "expression_list",
    ):
        named = [child for child in node.named_children() if child.kind() not in grammar.AROUND]
        return named[-1:] if len(named) == 1 else None
    return None


def _operator(node: "SgNode", language: str) -> bool:
    signs = {child.text() for child in node.children() if not child.is_named()}
    if language == "php":
        return "." in signs
    if "%" in signs:
        first = node.child(0)
        return first is not None and first.kind() in grammar.STRINGS
    return "+" in signs


def _pieces(node: "SgNode") -> Parts:
    kind = node.kind()
    if kind in grammar.STRINGS:
        return _of_string(node)
    if kind == "macro_invocation":
        return _of_macro(node)
    if kind in ("tuple", "array") and node.named_children():  # "… %s" % (a, b)
        return [Hole(child) for child in node.named_children()]
    if kind in grammar.CALLS:
        return _of_call(node) or [Hole(node)]
    return [Hole(node)]


def _of_string(node: "SgNode") -> Parts:
    children = node.children()
    named = [child for child in children if child.is_named()]
    if not named:
        return [_bare(node.text())]
    found: Parts = []
    for child in named:
        kind = child.kind()
        if kind in grammar.CONTENT:
            found.append(child.text())
        elif kind in grammar.HOLES:
            found.append(_hole(child))
        elif kind in grammar.STRINGS or kind == "heredoc_body":
            found.extend(_of_string(child))
        elif kind not in grammar.AROUND:
            found.append(Hole(child))
    return found


def _bare(text: str) -> str:
    return re.sub(r"^[@$a-zA-Z#]{0,3}[\"'`]{1,3}|[\"'`]{1,3}#*$", "", text)


def _hole(node: "SgNode") -> Hole:
    inner = [child for child in node.named_children() if child.kind() not in grammar.AROUND]
    return Hole(inner[0] if inner else node)


def _of_call(node: "SgNode") -> Parts | None:
    text = node.text()
    arguments = node.field("arguments") or next(
        (child for child in node.children() if child.kind() in ("call_suffix", "arguments", "argument_list")),
        None,
    )
    if arguments is None:
        return None
    if arguments.kind() == "call_suffix":
        arguments = next(iter(arguments.named_children()), arguments)
    callee = text[: arguments.range().start.index - node.range().start.index].strip()
    given = [_unwrapped(child) for child in arguments.named_children() if child.kind() not in grammar.AROUND]
    if FORMATS.fullmatch(callee) and given:
        first = _pieces(given[0]) if given[0].kind() in grammar.STRINGS else [Hole(given[0])]
        return [
            *first,
            *(Hole(value) for value in given[1:] if value.text() not in ("Locale.ROOT", "Locale.US")),
        ]
    if METHODS.search(callee) or SAME_TEXT.search(f"{callee}()"):
        receiver = _receiver(node)
        if receiver is not None and receiver.kind() in grammar.STRINGS:
            return [*_of_string(receiver), *(Hole(value) for value in given)]
        if receiver is not None and receiver.kind() == "macro_invocation":
            return _of_macro(receiver)
    return None


def _unwrapped(node: "SgNode") -> "SgNode":
    if node.kind() in ("argument", "value_argument", "keyword_argument"):
        named = node.named_children()
        return named[-1] if named else node
    return node


def _receiver(node: "SgNode") -> "SgNode | None":
    found = node.field("object") or node.field("receiver")
    if found is not None:
        return found
    inner = node.field("function") or node.child(0)
    return inner.child(0) if inner is not None else None


def _of_macro(node: "SgNode") -> Parts:
    """Rust's format!, which names its values in the text or lists them after it."""
    if not node.text().startswith("format!"):
        return [Hole(node)]
    tree = next((child for child in node.children() if child.kind() == "token_tree"), None)
    tokens = tree.named_children() if tree is not None else []
    if not tokens or tokens[0].kind() not in grammar.STRINGS:
        return [Hole(node)]
    text = _bare(tokens[0].text())
    found: Parts = []
    place = 0
    for match in RUST_HOLE.finditer(text.replace("{{", "  ").replace("}}", "  ")):
        found.append(text[place : match.start()])
        place = match.end()
        if match[1] and not match[1].isdigit():
            found.append(Hole(None, match[1]))
    found.append(text[place:])
    return found + _listed(tokens[1:], tree)


def _listed(tokens: list["SgNode"], tree: "SgNode | None") -> Parts:
    """The values after the text: single names can be looked up, anything longer is taken as it is."""
    text = tree.text() if tree is not None else ""
    begin = tree.range().start.index if tree is not None else 0
    found: Parts = []
    for position, token in enumerate(tokens):
        before = text[: token.range().start.index - begin].rstrip()
        after = text[token.range().end.index - begin :].lstrip()
        if before.endswith((",", "=", ",&", ", &")) and position < len(tokens):
            alone = after.startswith((",", ")"))
            found.append(Hole(token) if alone or token.kind() != "identifier" else Hole(token, None))
    return found
