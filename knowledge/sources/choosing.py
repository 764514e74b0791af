"""Which reader reads a source."""

from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.sources.base import Reader, SourceError
from knowledge.sources.folder import FolderReader
from knowledge.sources.repository import RepositoryReader, github_client
from knowledge.sources.urls import UrlReader
from storage.models import KnowledgeSource

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings

# The kinds of sources that are fetched; pages of the others are handed over.
FETCHED = ("folder", "repository", "urls")


def reader_of(source: KnowledgeSource, settings: "KnowledgeSettings") -> Reader:
    """The reader of a source that is fetched.

    Args:
        source: its `kind` chooses the reader, its `location` says where: `{"folder"}`, `{"repository",
            "path", "branch"}` or `{"urls"}`.
        settings: how GitHub is reached, and what may be fetched.

    Raises:
        SourceError: there is no reader for it.
    """
    place = source.location
    if source.kind == "folder":
        return FolderReader(Path(place["folder"]), source.url)
    if source.kind == "repository":
        token = settings.github_token.get_secret_value() if settings.github_token else None
        client = github_client(settings.github_url, token)
        return RepositoryReader(client, place["repository"], place.get("path") or "", place.get("branch"))
    if source.kind == "urls":
        return UrlReader(place["urls"], settings.knowledge_private_addresses)
    raise SourceError(f"{source.name} can't be fetched: its pages are handed over.")
