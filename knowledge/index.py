"""The vector index: a Chroma collection a source, in the data folder or on a server. Blocking throughout."""

import threading
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

TIMEOUT_SECONDS = 10.0
READ_AT_ONCE = 5_000


class Index:
    """The vectors of passages, by their digest.

    A source has a collection of its own, so that what may not be seen is not searched: filtering by metadata
    takes Chroma longer than the search itself. Vectors of different models can't be compared, so each model
    has its own collections.

    Args:
        folder: where an embedded index is kept.
        url: a Chroma server instead.
        embedder_name: who makes the vectors.
    """

    def __init__(self, folder: Path, url: str | None, embedder_name: str) -> None:
        self._folder, self._url, self._embedder = folder, url, embedder_name
        self._lock = threading.Lock()
        self._client: Any = None
        self._sessions: list[Any] = []
        self._opened: dict[UUID, Any] = {}

    def add(self, source: UUID, digests: Sequence[str], vectors: Any) -> None:
        """Add or replace vectors."""
        if digests:
            self._collection(source).upsert(ids=list(digests), embeddings=vectors)

    def remove(self, source: UUID, digests: Collection[str]) -> None:
        """Take vectors out."""
        wanted = list(digests)
        for start in range(0, len(wanted), READ_AT_ONCE):
            self._collection(source).delete(ids=wanted[start : start + READ_AT_ONCE])

    def digests(self, source: UUID) -> set[str]:
        """Which vectors there are."""
        return set(self._collection(source).get(include=[])["ids"])

    def drop(self, source: UUID) -> None:
        """Take a source out."""
        with self._lock:
            self._opened.pop(source, None)
            client = self._connected()
        if self._name(source) in {collection.name for collection in client.list_collections()}:
            client.delete_collection(self._name(source))

    def nearest(self, vector: Any, count: int, sources: Iterable[UUID]) -> dict[str, float]:
        """The passages most like a vector, with how like they are (cosine, -1 to 1)."""
        found: dict[str, float] = {}
        for source in sources:
            answer = self._collection(source).query(
                query_embeddings=[vector], n_results=count, include=["distances"]
            )
            for digest, distance in zip(answer["ids"][0], answer["distances"][0], strict=True):
                found[digest] = 1.0 - distance
        return dict(sorted(found.items(), key=lambda item: -item[1])[:count])

    def close(self) -> None:
        """Close the connections; the next call opens them again."""
        with self._lock:
            if self._client is not None:
                self._client.close()
            for session in self._sessions:
                session.close()
            self._client, self._sessions, self._opened = None, [], {}

    def _name(self, source: UUID) -> str:
        return f"{source.hex}-{self._embedder}"

    def _collection(self, source: UUID) -> Any:
        with self._lock:
            if source not in self._opened:
                # Without an embedding function Chroma would download a model of its own.
                collection = self._connected().get_or_create_collection(
                    self._name(source), embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
                self._opened[source] = collection
            return self._opened[source]

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self._connect()
        return self._client

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
