"""Where pages come from: one reader a kind of source, all with the same two questions.

Exports `Reader`, what it lists, and the readers.
"""

from knowledge.sources.base import Dated, Listed, OutOfReachError, Reader, SourceError
from knowledge.sources.folder import FolderReader

__all__ = ["Dated", "FolderReader", "Listed", "OutOfReachError", "Reader", "SourceError"]
