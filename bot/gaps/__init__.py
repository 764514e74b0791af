"""What the documents did not answer, told to those who keep them.

Exports how gaps are collected, and who tells of them.
"""

from bot.gaps.collecting import collect
from bot.gaps.weekly import WeeklyGaps

__all__ = ["WeeklyGaps", "collect"]
