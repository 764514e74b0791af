"""Where pages come from: one reader a kind of source, all with the same two questions.

Exports `Reader`, what it lists, and the readers.
"""

from knowledge.sources.base import Dated, Listed, OutOfReachError, Reader, SourceError
from knowledge.sources.choosing import FETCHED, reader_of
from knowledge.sources.folder import FolderReader
from knowledge.sources.repository import RepositoryReader
from knowledge.sources.urls import UrlReader

__all__ = [
    "FETCHED",
    "Dated",
    "FolderReader",
    "Listed",
    "OutOfReachError",
    "Reader",
    "RepositoryReader",
    "SourceError",
    "UrlReader",
    "reader_of",
]
