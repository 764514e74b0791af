"""Reviews in Slack: a board of findings in the thread of a review, and what its buttons do.

`Boards` shows them and keeps them in step with their rows; `ReviewPresses` decides whether a press counts;
`VisibleReviews` finds those that one person may see.
"""

from bot.reviews.boards import Boards
from bot.reviews.presses import Press, ReviewPresses
from bot.reviews.visible import VisibleReviews

__all__ = ["Boards", "Press", "ReviewPresses", "VisibleReviews"]
