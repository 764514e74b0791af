"""How long the analysers of a review may take: longer for a larger change, within the limit of a call."""

import asyncio

from tools.analysis.change import Change

LEAST = 20.0  # seconds; a change of some files takes two or three of them
LINES_A_SECOND = 300  # changed ones; measured on two busy cores, see `python -m benchmarks reviews`
RESERVE = 15.0  # seconds for ending programs that do not end, and for keeping what was found
LEAST_SHARE = 0.25  # of the limit, however long it took to fetch the change


class ReviewClock:
    """Counts the time of one review from when it is made.

    Args:
        limit: seconds that all of the review may take.
    """

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._began = asyncio.get_running_loop().time()

    def for_analysers(self, change: Change) -> float:
        """Seconds that the analysers may take from now on."""
        wanted = LEAST + sum(len(file.changed) for file in change.files) / LINES_A_SECOND
        gone = asyncio.get_running_loop().time() - self._began
        left = self._limit - gone - min(RESERVE, self._limit / 3)
        return min(wanted, max(left, self._limit * LEAST_SHARE))
