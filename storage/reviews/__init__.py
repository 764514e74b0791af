"""Reviews of pull requests: what was found in each, what was published, and what people made of it.

`ReviewStore` keeps and decides; `BoardStore` knows where people see it; `records` has what comes in and what
goes out.
"""

from storage.reviews.boards import BoardStore, Discussed, Listed
from storage.reviews.records import (
    AnalyserResult,
    Dismissals,
    Kept,
    NewFinding,
    NewReview,
    Posted,
    Pull,
)
from storage.reviews.store import UNPUBLISHED, ReviewStore

__all__ = [
    "UNPUBLISHED",
    "AnalyserResult",
    "BoardStore",
    "Discussed",
    "Dismissals",
    "Kept",
    "Listed",
    "NewFinding",
    "NewReview",
    "Posted",
    "Pull",
    "ReviewStore",
]
