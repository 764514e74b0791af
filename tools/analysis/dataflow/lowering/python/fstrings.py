"""Rewrites f-strings that only Python 3.12 and later can read (the outer quotes used again within).

The grammar for them is tree-sitter's, which reads them wherever we run. Lines stay where they were.
"""

from __future__ import annotations

from ast_grep_py import SgNode, SgRoot

LARGEST = 2_000_000


def without_new_fstrings(text: str) -> str | None:
    """The text with each f-string as a `"".join((...))` of its parts; None if there are none."""
    if len(text) > LARGEST or not any(start in text for start in ("f'", 'f"', "F'", 'F"')):
        return None
    try:
        root = SgRoot(text, "python").root()
        outer = [node for node in _strings(root) if not _within_string(node)]
        if not any(_is_formatted(part) for node in outer for part in _parts(node)):
            return None
        return _rewritten(text, root, outer)
    except RecursionError:
        return None


def _strings(root: SgNode) -> list[SgNode]:
    found = root.find_all(kind="concatenated_string")
    return [*found, *(node for node in root.find_all(kind="string") if not _is_part(node))]


def _is_part(node: SgNode) -> bool:
    parent = node.parent()
    return parent is not None and parent.kind() == "concatenated_string"


def _within_string(node: SgNode) -> bool:
    return any(ancestor.kind() == "interpolation" for ancestor in node.ancestors())


def _parts(node: SgNode) -> list[SgNode]:
    return (
        [child for child in node.children() if child.kind() == "string"]
        if node.kind() == "concatenated_string"
        else [node]
    )


def _is_formatted(node: SgNode) -> bool:
    return any(child.kind() == "interpolation" for child in node.children())


def _rewritten(text: str, root: SgNode, nodes: list[SgNode]) -> str:
    """The text of a node with the strings in it written anew."""
    start = root.range().start.index
    pieces: list[str] = []
    position = start
    for node in sorted(nodes, key=lambda each: each.range().start.index):
        if not any(_is_formatted(part) for part in _parts(node)):
            continue
        place = node.range()
        pieces.append(text[position : place.start.index])
        pieces.append(_joined(text, node))
        position = place.end.index
    pieces.append(text[position : root.range().end.index])
    return (
        "".join(pieces)
        if root.parent() is not None
        else text[:start] + "".join(pieces) + text[root.range().end.index :]
    )


def _joined(text: str, node: SgNode) -> str:
    """A string (or several next to each other) as a call that joins its parts, as many lines long."""
    parts: list[str] = []
    for part in _parts(node):
        if _is_formatted(part):
            parts += [
                _expression(text, child) for child in part.children() if child.kind() == "interpolation"
            ]
            parts += [repr(child.text()) for child in part.children() if child.kind() == "string_content"]
        else:
            parts.append(part.text())
    call = '"".join((' + ", ".join(parts) + ",))"
    missing = node.text().count("\n") - call.count("\n")
    return f"({call}{chr(10) * max(missing, 0)})"


def _expression(text: str, node: SgNode) -> str:
    """What stands between the braces, without how it is to be shown."""
    inner = [
        child
        for child in node.children()
        if child.kind() not in ("{", "}", "format_specifier", "type_conversion", "=")
    ]
    if not inner:
        return '""'
    first = inner[0]
    strings = [each for each in _strings(first) if _level(each, first)]
    return f"str({_rewritten(text, first, strings)})" if first.parent() is not None else first.text()


def _level(node: SgNode, outer: SgNode) -> bool:
    """Whether no other f-string's braces stand between a string and the expression it is in."""
    for ancestor in node.ancestors():
        if (
            ancestor.range().start.index <= outer.range().start.index
            and ancestor.range().end.index >= outer.range().end.index
        ):
            return True
        if ancestor.kind() == "interpolation":
            return False
    return True
