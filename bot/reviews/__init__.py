"""Reviews in Slack: a board of findings in the thread of a review, and what its buttons do.

`Boards` shows them and keeps them in step with their rows; `ReviewPresses` decides whether a press counts.
"""

from bot.reviews.boards import Boards
from bot.reviews.presses import Press, ReviewPresses

__all__ = ["Boards", "Press", "ReviewPresses"]
