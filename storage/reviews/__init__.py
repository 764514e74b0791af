"""Reviews of pull requests: what was found in each, what was published, and what people made of it.

`ReviewStore` keeps and decides; `records` has what comes in and what goes out.
"""

from storage.reviews.records import (
    AnalyserResult,
    Dismissals,
    Kept,
    NewFinding,
    NewReview,
    Posted,
    Pull,
)
from storage.reviews.store import ReviewStore

__all__ = [
    "AnalyserResult",
    "Dismissals",
    "Kept",
    "NewFinding",
    "NewReview",
    "Posted",
    "Pull",
    "ReviewStore",
]
