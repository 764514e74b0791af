"""Documents and past incidents: read Markdown, embed it on this machine, search it by meaning and by name.

Everything above asks a `Library`, which gives a `Hit` with the place it stands at, so that it can be cited.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.embeddings import Embedder, MiniLm, embedder, minilm
    from knowledge.ingest import IngestReport, Progress, Skipped
    from knowledge.keeping import KeptPage
    from knowledge.library import KnowledgeError, Library
    from knowledge.search.aided import AidError, Aids, Order, aided
    from knowledge.search.hit import Found, Hit, Page
    from knowledge.settings import KnowledgeFolder, KnowledgeSettings

__all__ = [
    "AidError",
    "Aids",
    "Embedder",
    "Found",
    "Hit",
    "IngestReport",
    "KeptPage",
    "KnowledgeError",
    "KnowledgeFolder",
    "KnowledgeSettings",
    "Library",
    "MiniLm",
    "Order",
    "Page",
    "Progress",
    "Skipped",
    "aided",
    "embedder",
    "minilm",
]

_PLACES = {
    "AidError": "search.aided",
    "Aids": "search.aided",
    "Embedder": "embeddings",
    "Found": "search.hit",
    "Hit": "search.hit",
    "IngestReport": "ingest",
    "KeptPage": "keeping",
    "KnowledgeError": "library",
    "KnowledgeFolder": "settings",
    "KnowledgeSettings": "settings",
    "Library": "library",
    "MiniLm": "embeddings",
    "Order": "search.aided",
    "Page": "search.hit",
    "Progress": "ingest",
    "Skipped": "ingest",
    "aided": "search.aided",
    "embedder": "embeddings",
    "minilm": "embeddings",
}


def __getattr__(name: str) -> Any:
    """Load a part at first use: a bot that starts in a second can't import all of it."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"knowledge.{_PLACES[name]}"), name)
