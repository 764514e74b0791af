"""The real model's part in reviews: it judges what analysers found, reads the change, and says what it does.

`review_judge` makes it; without a model there is none, and reviews go on as they are.
"""

from agents.reviewing.judge import review_judge

__all__ = ["review_judge"]
