"""Looks for nodes in syntax trees by what grammars call them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ast_grep_py import Config, SgNode


def find(root: "SgNode", config: Mapping[str, Any]) -> "list[SgNode]":
    """All nodes that a rule in ast-grep's own structure matches."""
    return root.find_all(cast("Config", config))


def find_kinds(root: "SgNode", kinds: Iterable[str], language: str) -> "list[SgNode]":
    """All nodes of some kinds, of which the language may lack a few."""
    known = [{"kind": kind} for kind in kinds if has_kind(language, kind)]
    return find(root, {"rule": {"any": known}}) if known else []


@cache
def has_kind(language: str, kind: str) -> bool:
    """Whether a grammar has such nodes: ast-grep refuses to look for others."""
    from ast_grep_py import SgRoot

    try:
        SgRoot("", language).root().find(kind=kind)
    except RuntimeError:
        return False
    return True
