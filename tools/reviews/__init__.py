"""Reviews on their way to the pull request and back: kept, published once, followed over pushes.

`look` reviews a pull request and keeps what it finds; `publish_review` is the tool that brings it to GitHub;
`take_feedback` learns from what people do with it there.
"""

from tools.reviews.deciding import (
    DROP_FINDING,
    OPERATIONS,
    RESTORE_FINDING,
    REWORD_FINDING,
    TAKE_FINDING,
    WITHDRAW_REVIEW,
)
from tools.reviews.feedback import take_feedback
from tools.reviews.keeping import keep, look
from tools.reviews.pausing import (
    PullRequestEnded,
    ReviewsPaused,
    learn_from_pull_request,
    pause_reviews,
)
from tools.reviews.prepare import (
    FindingList,
    KeptFinding,
    ReviewPrepared,
    finding_at,
    list_findings,
    prepare_review,
)
from tools.reviews.publish import ReviewPublished, outline, publish_review
from tools.reviews.settle import FindingsSettled, settle_findings

TOOLS = (
    prepare_review,
    list_findings,
    publish_review,
    settle_findings,
    pause_reviews,
    learn_from_pull_request,
)

__all__ = [
    "DROP_FINDING",
    "OPERATIONS",
    "RESTORE_FINDING",
    "REWORD_FINDING",
    "TAKE_FINDING",
    "TOOLS",
    "WITHDRAW_REVIEW",
    "FindingList",
    "FindingsSettled",
    "KeptFinding",
    "PullRequestEnded",
    "ReviewPrepared",
    "ReviewPublished",
    "ReviewsPaused",
    "finding_at",
    "keep",
    "learn_from_pull_request",
    "list_findings",
    "look",
    "outline",
    "pause_reviews",
    "prepare_review",
    "publish_review",
    "settle_findings",
    "take_feedback",
]
