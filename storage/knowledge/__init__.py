"""What the crew has read, as rows: its sources, pages and passages, and the words in them.

The vectors' index is kept elsewhere and can be made anew from these rows.
"""

from storage.knowledge.considered import (
    ConsideredPage,
    ConsideredPassages,
    Counts,
    FieldCounts,
    Look,
    PageSearch,
    Within,
)
from storage.knowledge.kept import page_at
from storage.knowledge.packed_words import counted
from storage.knowledge.pages import NewPage, NewPassage, PageStore
from storage.knowledge.search import Filters, FoundPassage, PassageSearch
from storage.knowledge.sources import EVERYONE, NewSource, SourceStore
from storage.knowledge.vectors import StoredVector, VectorStore

__all__ = [
    "EVERYONE",
    "ConsideredPage",
    "ConsideredPassages",
    "Counts",
    "FieldCounts",
    "Filters",
    "FoundPassage",
    "Look",
    "NewPage",
    "NewPassage",
    "NewSource",
    "PageSearch",
    "PageStore",
    "PassageSearch",
    "SourceStore",
    "StoredVector",
    "VectorStore",
    "Within",
    "counted",
    "page_at",
]
