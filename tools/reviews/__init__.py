"""Reviews on their way to the pull request and back: kept, published once, followed over pushes.

`look` reviews a pull request and keeps what it finds; `publish_review` is the tool that brings it to GitHub;
`take_feedback` learns from what people do with it there.
"""

from tools.reviews.feedback import take_feedback
from tools.reviews.keeping import keep, look
from tools.reviews.publish import ReviewPublished, outline, publish_review
from tools.reviews.settle import FindingsSettled, settle_findings

TOOLS = (publish_review, settle_findings)

__all__ = [
    "TOOLS",
    "FindingsSettled",
    "ReviewPublished",
    "keep",
    "look",
    "outline",
    "publish_review",
    "settle_findings",
    "take_feedback",
]
