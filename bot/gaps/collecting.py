"""Collects the gaps from what was searched and marked, and puts those together that ask for the same."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from knowledge.quoting.sentences import stems
from storage.knowledge.gaps import Gap, GapStore
from tools.redaction import redact

# Longer than a week, so that none is missed where nothing ran for some days.
LOOKED_BACK = timedelta(days=14)
LONGEST_QUESTION = 500
# Two questions that share so many of their words ask for the same.
ALIKE = 0.5


async def collect(gaps: GapStore) -> None:
    """Keep what has come to light; may be done as often as one likes."""
    found = await gaps.appeared(datetime.now(UTC) - LOOKED_BACK)
    await gaps.keep([replace(gap, question=redact(gap.question)[:LONGEST_QUESTION]) for gap in found])


def grouped(gaps: Iterable[Gap]) -> list[list[Gap]]:
    """Gaps that ask for the same together; what is asked most goes first."""
    groups: list[list[Gap]] = []
    for gap in gaps:
        near = (group for group in groups if _alike(group[0].question, gap.question))
        group = next(near, None)
        if group is None:
            groups.append([gap])
        else:
            group.append(gap)
    return sorted(groups, key=len, reverse=True)


def _alike(one: str, other: str) -> bool:
    words, others = stems(one), stems(other)
    return one == other or len(words & others) >= ALIKE * max(len(words | others), 1) > 0
