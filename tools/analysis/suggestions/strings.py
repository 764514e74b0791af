"""Texts that are put together, taken apart into what is fixed and the values in between."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode


@dataclass(frozen=True, slots=True)
class Built:
    """A text with values in it: one part more than values, as they stand in the code.

    Attributes:
        quote: What the text begins and ends with.
    """

    parts: tuple[str, ...]
    values: tuple[str, ...]
    quote: str


def plain_f_string(node: "SgNode") -> Built | None:
    """Python's f"…", unless it has more than one line or formats its values; a plain text has no values."""
    start = node.children()[0].text() if node.kind() == "string" and node.children() else ""
    quote = start.lstrip("fF")
    if quote not in ("'", '"'):
        return None
    parts, values = [""], []
    for child in node.children()[1:-1]:
        if child.kind() == "string_content":
            parts[-1] += (
                child.text().replace("{{", "{").replace("}}", "}") if "f" in start.lower() else child.text()
            )
        elif child.kind() == "interpolation":
            inside = [part for part in child.children() if part.is_named()]
            if len(inside) != 1 or "=" in child.text() or "\\" in child.text():
                return None
            values.append(inside[0].text())
            parts.append("")
        else:
            return None
    return Built(tuple(parts), tuple(values), quote)


def template_string(node: "SgNode") -> Built | None:
    """JavaScript's `…${value}…` on one line."""
    if node.kind() != "template_string" or "\n" in node.text():
        return None
    parts, values = [""], []
    for child in node.children()[1:-1]:
        if child.kind() == "template_substitution":
            inside = [part for part in child.children() if part.is_named()]
            if len(inside) != 1:
                return None
            values.append(inside[0].text())
            parts.append("")
        else:
            parts[-1] += child.text()
    return Built(tuple(parts), tuple(values), "`")


def joined(node: "SgNode", kind: str) -> Built | None:
    """`"a" + value + "b"`, where it begins with a text; all its texts have the same quotes."""
    pieces = _pieces(node)
    quotes = {piece.text()[0] for piece in pieces if piece.kind() == kind}
    if len(pieces) < 2 or len(quotes) != 1 or pieces[0].kind() != kind:
        return None
    parts, values = [""], []
    for piece in pieces:
        text = piece.text()
        if piece.kind() == kind:
            if text[:1] not in "\"'" or text[1:2] == text[0] != text[-1] or text[:3] in ('"""', "'''"):
                return None
            parts[-1] += text[1:-1]
        elif piece.kind() in ("identifier", "attribute", "member_expression", "call", "subscript"):
            values.append(text)
            parts.append("")
        else:
            return None
    return Built(tuple(parts), tuple(values), quotes.pop())


def _pieces(node: "SgNode") -> "list[SgNode]":
    if node.kind() in ("binary_operator", "binary_expression") and node.children()[1].text() == "+":
        left, right = node.field("left"), node.field("right")
        if left is not None and right is not None:
            return [*_pieces(left), right]
    return [node]
