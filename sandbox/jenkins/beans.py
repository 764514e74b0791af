"""How Jenkins's remote API cuts what it knows to size: by `depth` or by `tree`.

https://www.jenkins.io/doc/book/using/remote-access-api/#RemoteaccessAPI-Depthcontrol
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

_TOKEN: Final = re.compile(r"\s*([\w*]+|\[|\]|,|\{\d*(?:,\d*)?\})")


@dataclass(frozen=True, slots=True)
class Bean:
    """Something with its own address: `brief` is shown inside others, `full` when it is asked for itself."""

    brief: dict[str, Any]
    full: Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Tree:
    """A parsed `tree` parameter: the wanted fields, each with its own tree, and a range for lists."""

    fields: dict[str, "Tree"] = field(default_factory=dict)
    start: int = 0
    stop: int | None = None


def parse_tree(text: str) -> Tree:
    """Parse a `tree` parameter such as `builds[number,result]{0,20}`.

    Raises:
        ValueError: it is not well-formed.
    """
    tokens = _TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s", "", text) or re.search(r"\w\s+\w", text):
        raise ValueError(f"cannot parse the tree {text!r}")
    tree = _fields(tokens)
    if tokens:
        raise ValueError(f"unexpected {tokens[0]!r} in the tree")
    return tree


def _fields(tokens: list[str]) -> Tree:
    tree = Tree()
    while tokens and tokens[0] != "]":
        name = tokens.pop(0)
        if name in "[],":
            raise ValueError(f"unexpected {name!r} in the tree")
        child = Tree()
        if tokens and tokens[0] == "[":
            tokens.pop(0)
            child = _fields(tokens)
            if not tokens:
                raise ValueError("a bracket is not closed")
            tokens.pop(0)
        if tokens and tokens[0].startswith("{"):
            child.start, child.stop = _range(tokens.pop(0))
        tree.fields[name] = child
        if tokens and tokens[0] == ",":
            tokens.pop(0)
    return tree


def _range(token: str) -> tuple[int, int | None]:
    """`{from,to}`, `{from,}`, `{,to}` or `{index}`."""
    first, comma, last = token.strip("{}").partition(",")
    start = int(first or 0)
    if not comma:
        return start, start + 1
    return start, int(last) if last else None


def select(value: Any, tree: Tree) -> Any:
    """What a tree asks for."""
    if isinstance(value, list):
        return [select(item, tree) for item in value[tree.start : tree.stop]]
    if isinstance(value, Bean):
        value = value.full() if set(tree.fields) - set(value.brief) else value.brief
    if not isinstance(value, dict):
        return value
    chosen = {"_class": value["_class"]} if "_class" in value else {}
    for name, child in tree.fields.items():
        names = [key for key in value if key != "_class"] if name == "*" else [name]
        chosen.update({key: select(value[key], child) for key in names if key in value})
    return chosen


def cut(value: Any, depth: int) -> Any:
    """Everything down to a depth: what lies deeper is shown in brief."""
    if isinstance(value, list):
        return [cut(item, depth) for item in value]
    if isinstance(value, Bean):
        return cut(value.full(), depth - 1) if depth > 0 else cut(value.brief, 0)
    if isinstance(value, dict):
        return {name: cut(item, depth) for name, item in value.items()}
    return value
