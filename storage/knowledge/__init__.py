"""What the crew has read, as rows: its sources, pages and passages, and the words in them.

The vectors' index is kept elsewhere and can be made anew from these rows.
"""

from storage.knowledge.pages import NewPage, NewPassage, PageStore
from storage.knowledge.search import Filters, FoundPassage, PassageSearch
from storage.knowledge.sources import NewSource, SourceStore
from storage.knowledge.vectors import StoredVector, VectorStore

__all__ = [
    "Filters",
    "FoundPassage",
    "NewPage",
    "NewPassage",
    "NewSource",
    "PageStore",
    "PassageSearch",
    "SourceStore",
    "StoredVector",
    "VectorStore",
]
