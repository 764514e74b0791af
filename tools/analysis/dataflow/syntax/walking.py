"""Goes through all nodes of a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from tools.analysis.dataflow.syntax.expressions import Node

_known: dict[type, tuple[str, ...]] = {}


def _parts(kind: type) -> tuple[str, ...]:
    known = _known.get(kind)
    if known is None:
        known = _known[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return known


def walk(nodes: Iterable[object]) -> Iterator[Node]:
    """All nodes within the given ones, without recursion."""
    waiting: list[Any] = list(nodes)
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
            continue
        if isinstance(part, Node):
            yield part
        waiting.extend(getattr(part, name) for name in _parts(type(part)))
