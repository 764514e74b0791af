"""The vector index: one Chroma collection, in the data folder or on a server. Blocking throughout."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Where = dict[str, Any]
TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk as the index keeps it. Metadata values are texts and numbers."""

    id: str
    text: str
    metadata: dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and how like the question it is (cosine, -1 to 1)."""

    entry: Entry
    similarity: float


class Index:
    """A collection of chunks with their vectors.

    Args:
        folder: where an embedded index is kept.
        url: a Chroma server instead.
        embedder_name: vectors of different models can't be compared, so each has a collection of its own.
    """

    def __init__(self, folder: Path, url: str | None, embedder_name: str) -> None:
        self._folder, self._url = folder, url
        self._name = f"documents-{embedder_name}"
        self._lock = threading.Lock()
        self._opened: Any = None
        self._client: Any = None
        self._sessions: list[Any] = []

    @property
    def _collection(self) -> Any:
        with self._lock:
            if self._opened is None:
                # Without an embedding function Chroma would download a model of its own.
                self._client = self._connect()
                self._opened = self._client.get_or_create_collection(
                    self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            return self._opened

    def close(self) -> None:
        """Close the connections; the next call opens them again."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            for session in self._sessions:
                session.close()
            self._client = self._opened = None
            self._sessions = []

    def _connect(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self._url is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self._folder), settings=settings)
        address = urlsplit(self._url)
        secure = address.scheme == "https"
        port = address.port or (443 if secure else 8000)
        client: Any = chromadb.HttpClient(
            address.hostname or "localhost", port, ssl=secure, settings=settings
        )
        # Chroma's clients have no time-out, and keep their connections open when they are closed.
        self._sessions = [client._server._session, client._admin_client._server._session]
        for session in self._sessions:
            session.timeout = TIMEOUT_SECONDS
        return client

    def add(self, entries: Sequence[Entry], vectors: Any) -> None:
        """Add or replace entries."""
        self._collection.upsert(
            ids=[entry.id for entry in entries],
            documents=[entry.text for entry in entries],
            metadatas=[entry.metadata for entry in entries],
            embeddings=vectors,
        )

    def delete(self, where: Where) -> None:
        """Take entries out."""
        self._collection.delete(where=where)

    def count(self) -> int:
        """How many entries there are."""
        return int(self._collection.count())

    def entries(self, where: Where) -> list[Entry]:
        """Entries by their metadata."""
        found = self._collection.get(where=where, include=["documents", "metadatas"])
        return list(_entries(found["ids"], found["documents"], found["metadatas"]))

    def metadata(self, where: Where) -> list[dict[str, Any]]:
        """Only the metadata of entries."""
        return list(self._collection.get(where=where, include=["metadatas"])["metadatas"])

    def nearest(self, vector: Any, count: int, where: Where | None = None) -> list[Match]:
        """The entries most like a vector, best first."""
        found = self._collection.query(
            query_embeddings=[vector],
            n_results=count,
            where=where,
            include=["documents", "metadatas", "distances"],
        )
        entries = _entries(found["ids"][0], found["documents"][0], found["metadatas"][0])
        return [
            Match(entry, 1.0 - distance)
            for entry, distance in zip(entries, found["distances"][0], strict=True)
        ]

    def matching(self, vector: Any, where: Where | None, text: Where | None, most: int) -> list[Match]:
        """Entries by metadata or words, with their likeness to a vector, in no order."""
        found = self._collection.get(
            where=where, where_document=text, limit=most, include=["documents", "metadatas", "embeddings"]
        )
        entries = _entries(found["ids"], found["documents"], found["metadatas"])
        return [
            Match(entry, float(vector @ other))
            for entry, other in zip(entries, found["embeddings"], strict=True)
        ]


def _entries(ids: Iterable[str], texts: Iterable[str], metadata: Iterable[Any]) -> Iterable[Entry]:
    for name, text, values in zip(ids, texts, metadata, strict=True):
        yield Entry(name, text, dict(values))
