"""What a check is."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

Found = Iterator[tuple["SgNode", str | None]]
# A check gives each place with a reason of its own, or None for the rule's.
Check = Callable[["SgNode", Values], Found]
