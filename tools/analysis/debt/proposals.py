"""What to do first about a repository's debt, and what each step would save."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tools.analysis.debt.copies import Copy
from tools.analysis.debt.hotspots import Hotspot
from tools.analysis.debt.measures import TreeMeasure
from tools.security.releases import Outdated

# McCabe's own limit (1976, section VI): a function with more paths is to be split.
MOST_WAYS = 10
LEAST_YEARS = 1.0
MOST_EACH = 3

Kind = Literal["split", "share", "update"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step: what, where, and its gain in the words of what was measured."""

    kind: Kind
    title: str
    path: str
    line: int | None
    gain: str
    why: str


def proposals(
    tree: TreeMeasure, hot: Sequence[Hotspot], outdated: Sequence[Outdated], days: int
) -> list[Proposal]:
    """Steps, those with the most to gain first, of every kind the first three."""
    return [
        *_splits(hot, days)[:MOST_EACH],
        *_shares(tree)[:MOST_EACH],
        *_updates(outdated)[:MOST_EACH],
    ]


def _splits(hot: Sequence[Hotspot], days: int) -> list[Proposal]:
    found = []
    for spot in hot:
        function = spot.hardest
        if function is None or function.complexity <= MOST_WAYS:
            continue
        # What is left of it is at the limit; each part that is split off has a path of its own.
        parts = -(-function.complexity // MOST_WAYS)
        hardest = -(-(function.complexity + parts - 1) // parts)
        found.append(
            Proposal(
                "split",
                f"Split `{function.name}` into {parts} functions",
                spot.path,
                function.line,
                f"its hardest part has some {hardest} ways through it instead of {function.complexity}",
                f"{spot.path} was changed {spot.commits} times in {days} days by {_people(spot.authors)}: "
                f"{spot.share:.0%} of all change × complexity.",
            )
        )
    return found


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def _shares(tree: TreeMeasure) -> list[Proposal]:
    def length(copy: Copy) -> int:
        return copy.end_line - copy.line + 1

    return [
        Proposal(
            "share",
            f"Give {length(copy)} equal lines one home",
            copy.path,
            copy.line,
            f"{length(copy)} lines fewer, {length(copy) / max(tree.lines, 1):.1%} of the code",
            f"They equal {copy.other} from line {copy.other_line} on: a fix in one misses the other.",
        )
        for copy in sorted(tree.copies, key=lambda copy: (-length(copy), copy.path, copy.line))
    ]


def _updates(outdated: Sequence[Outdated]) -> list[Proposal]:
    return [
        Proposal(
            "update",
            f"Update {item.dependency.name} from {item.dependency.version} to {item.newest}",
            item.dependency.path,
            item.dependency.line,
            f"{item.years:.1f} years of releases closer to the newest",
            "The longer the distance, the more breaks at once when a security fix forces the step.",
        )
        for item in outdated
        if item.years >= LEAST_YEARS
    ]
