"""How a repository's debt moved: measured at its commit of several moments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tools.analysis.debt.apart import measure_all
from tools.analysis.debt.measures import TreeMeasure
from tools.repos import RepositoryProvider, Snapshot
from tools.tool import ToolError

MOMENTS = 5  # each is a download of the whole repository


@dataclass(frozen=True, slots=True)
class Moment:
    """What was measured at a moment."""

    at: datetime
    sha: str
    lines: int
    complexity: int
    copied_share: float

    @property
    def complexity_per_hundred_lines(self) -> float:
        """Paths through the code for each hundred lines: grows only where code gets harder, not longer."""
        return 100 * self.complexity / self.lines if self.lines else 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """The moments, oldest first, and the newest commit with its files."""

    moments: tuple[Moment, ...]
    tree: TreeMeasure
    snapshot: Snapshot


async def measured(provider: RepositoryProvider, repository: str, now: datetime, days: int) -> Measured:
    """Measure the default branch now and at moments that are equally far apart.

    Raises:
        ToolError: the repository can't be read.
    """
    commits = await _commits(provider, repository, now, days)
    snapshots = {
        sha: await provider.snapshot(repository, sha) for sha in dict.fromkeys(sha for _, sha in commits)
    }
    trees = await measure_all({sha: snapshot.files for sha, snapshot in snapshots.items()})
    moments = tuple(_moment(at, sha, trees[sha]) for at, sha in commits)
    newest = commits[-1][1]
    return Measured(moments, trees[newest], snapshots[newest])


async def _commits(
    provider: RepositoryProvider, repository: str, now: datetime, days: int
) -> Sequence[tuple[datetime, str]]:
    """The commit that was the newest at each moment; none where there was none yet."""
    step = timedelta(days=days) / (MOMENTS - 1)
    found: list[tuple[datetime, str]] = []
    for back in range(MOMENTS - 1, -1, -1):
        at = now - step * back
        newest = await provider.list_commits(repository, until=at, limit=1)
        if newest:
            found.append((at, newest[0].sha))
    if not found:
        raise ToolError(f"{repository} has no commits yet.", "Commit something first.")
    return found


def _moment(at: datetime, sha: str, tree: TreeMeasure) -> Moment:
    return Moment(at, sha, tree.lines, tree.complexity, tree.copied_share)
