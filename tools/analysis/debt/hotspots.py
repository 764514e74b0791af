"""Where debt costs most: code that is hard to follow and often changed.

Change frequency × complexity, after Adam Tornhill, "Your Code as a Crime Scene" (2015).
"""

from dataclasses import dataclass

from tools.analysis.debt.churn import Churn
from tools.analysis.debt.measures import FileMeasure, FunctionMeasure, TreeMeasure

LEAST_CHANGES = 2


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A file; `share` is its part of all changes × complexity of the repository, 0 to 1."""

    path: str
    commits: int
    authors: int
    measure: FileMeasure
    share: float

    @property
    def hardest(self) -> FunctionMeasure | None:
        """Its most branched function."""
        return max(self.measure.functions, key=lambda one: (one.complexity, -one.line), default=None)


def hotspots(tree: TreeMeasure, changes: Churn) -> list[Hotspot]:
    """The files that were changed at least twice, the hottest first."""
    heat = {
        path: changes.commits[path] * file.complexity
        for path, file in tree.files.items()
        if changes.commits.get(path, 0) >= LEAST_CHANGES
    }
    total = sum(heat.values())
    ordered = sorted(heat, key=lambda path: (-heat[path], path))
    return [
        Hotspot(
            path,
            changes.commits[path],
            len(changes.authors.get(path, frozenset())),
            tree.files[path],
            heat[path] / total,
        )
        for path in ordered
    ]
