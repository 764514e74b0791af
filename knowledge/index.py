"""The vector index: a Chroma collection a source, in the data folder or on a server. Blocking throughout."""

import fcntl
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit
from uuid import UUID

TIMEOUT_SECONDS = 10.0
READ_AT_ONCE = 5_000
ADD_AT_ONCE = 256
# An embedded index is opened again at most this often while another process writes to it: at 100,000 passages
# that takes a second or two.
OPEN_AGAIN_SECONDS = 3.0
SAME = 0.999
# How many neighbours are looked at in each collection. Among 100,000 passages 96 of 100 that are nearest are
# found with 100, which is what Chroma does by itself, 98 with 200, and 99 with this one.
LOOKED_AT = 300

Grain = Literal["passages", "pages"]
GRAINS: tuple[Grain, ...] = ("passages", "pages")


@dataclass(slots=True)
class _Opened:
    """A connection, and which revision of each source it has at least seen."""

    client: Any
    number: int
    sessions: list[Any] = field(default_factory=list)
    collections: dict[tuple[UUID, Grain], Any] = field(default_factory=dict)
    seen: dict[UUID, int] = field(default_factory=dict)
    since: float = field(default_factory=monotonic)
    users: int = 0
    retired: bool = False

    def close(self) -> None:
        self.client.close()
        for session in self.sessions:
            session.close()


class Index:
    """The vectors of passages and pages that one embedder made, by their digest.

    A source has a collection of its own for each grain, so that what may not be seen is not searched:
    filtering by metadata takes Chroma longer than the search itself. Vectors of different models can't be
    compared, so each model has its own collections.

    An embedded Chroma keeps what it has opened in memory and never looks again at what other processes
    write; it would even write its old state over theirs. So it is opened again when a source's revision is
    not the one that it has seen, above all by who begins to write (`begin`). One process at a time writes to
    a source; the others wait for that.

    Args:
        folder: where an embedded index is kept.
        url: a Chroma server instead.
        embedder_name: who makes the vectors.
    """

    # Chroma gives a process the same connection for the same path, however often it is opened. The same place
    # can be written in many ways, though: a number in use says how many `/.` stand behind it.
    _numbers: ClassVar[set[int]] = set()
    _guard: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path, url: str | None, embedder_name: str) -> None:
        self._folder, self._url = folder, url
        self._kind = sha256(embedder_name.encode()).hexdigest()[:16]
        self._lock = threading.Lock()
        self._opened: _Opened | None = None
        self._writing: set[UUID] = set()

    def is_there(self) -> bool:
        """Whether an embedded index is in its folder; of a server nobody knows without asking for more."""
        return self._url is None and (self._folder / "chroma.sqlite3").exists()

    def begin(self, source: UUID, revision: int | None) -> None:
        """Say that this process alone writes to a source from now on, and look at what others wrote.

        Args:
            source: the source.
            revision: which one it is; None where a process was killed that wrote to it.
        """
        with self._lock:
            self._writing.add(source)
            if self._opened is not None and (revision is None or self._opened.seen.get(source) != revision):
                self._retire()

    def end(self, source: UUID, revision: int | None) -> None:
        """Say that the writing is over, and which revision of the source this is."""
        with self._lock:
            self._writing.discard(source)
            if self._opened is not None and revision is not None:
                self._opened.seen[source] = revision

    def add(self, source: UUID, digests: Sequence[str], vectors: Any, grain: Grain = "passages") -> None:
        """Add or replace vectors."""
        for start in range(0, len(digests), ADD_AT_ONCE):
            with self._use() as opened, self._turn():
                self._collection(opened, source, grain).upsert(
                    ids=list(digests[start : start + ADD_AT_ONCE]),
                    embeddings=vectors[start : start + ADD_AT_ONCE],
                )

    def remove(self, source: UUID, digests: Collection[str], grain: Grain = "passages") -> None:
        """Take vectors out."""
        wanted = list(digests)
        for start in range(0, len(wanted), READ_AT_ONCE):
            with self._use() as opened, self._turn():
                self._collection(opened, source, grain).delete(ids=wanted[start : start + READ_AT_ONCE])

    def digests(self, source: UUID, grain: Grain = "passages") -> set[str]:
        """Which vectors there are."""
        with self._use() as opened, self._turn():
            return set(self._collection(opened, source, grain).get(include=[])["ids"])

    def differing(self, source: UUID, vectors: Mapping[str, Any], grain: Grain = "passages") -> set[str]:
        """Those of these digests whose vector here is another one."""
        import numpy as np

        names = list(vectors)
        with self._use() as opened, self._turn():
            there = self._collection(opened, source, grain).get(ids=names, include=["embeddings"])
        kept = dict(zip(there["ids"], there["embeddings"], strict=True))
        return {name for name in names if name not in kept or float(np.dot(kept[name], vectors[name])) < SAME}

    def drop(self, source: UUID) -> None:
        """Take a source out."""
        from chromadb.errors import NotFoundError

        for grain in GRAINS:
            with self._use() as opened, self._turn(), suppress(NotFoundError):
                opened.collections.pop((source, grain), None)
                opened.client.delete_collection(self._name(source, grain))

    def nearest(
        self, vector: Any, count: int, sources: Mapping[UUID, int], grain: Grain = "passages"
    ) -> dict[str, float]:
        """The passages or pages most like a vector, with how like they are (cosine, -1 to 1).

        Args:
            vector: what they should be like.
            count: how many, at most.
            sources: where to look, with the revision that must be seen.
            grain: passages or pages.
        """
        self._look_again(sources)
        found: dict[str, float] = {}
        for source, revision in sources.items():
            found.update(self._query(source, revision, grain, vector, count))
        return dict(sorted(found.items(), key=lambda item: -item[1])[:count])

    def close(self) -> None:
        """Close the connections; the next call opens them again."""
        with self._lock:
            self._retire()

    def _query(
        self, source: UUID, revision: int, grain: Grain, vector: Any, count: int
    ) -> Iterator[tuple[str, float]]:
        from chromadb.errors import NotFoundError

        with self._use() as opened:
            # What is opened now is at least this revision; a later one is looked for when it is heard of.
            opened.seen.setdefault(source, revision)
            try:
                # At first it is read from the disk, and must not be written meanwhile.
                with self._turn(needed=(source, grain) not in opened.collections):
                    collection = self._known(opened, source, grain)
                    answer = collection.query(
                        query_embeddings=[vector], n_results=count, include=["distances"]
                    )
            except NotFoundError:
                # Nothing was read yet, or it was removed a moment ago.
                opened.collections.pop((source, grain), None)
                return
        for digest, distance in zip(answer["ids"][0], answer["distances"][0], strict=True):
            yield digest, 1.0 - distance

    def _look_again(self, sources: Mapping[UUID, int]) -> None:
        with self._lock:
            opened = self._opened
            if opened is None:
                return
            old = any(
                opened.seen.get(source, revision) < revision and source not in self._writing
                for source, revision in sources.items()
            )
            if not old:
                return
            if self._url is not None:
                # A server sees everything; only a collection that was made anew has another name inside it.
                opened.collections.clear()
                opened.seen.update(sources)
            elif monotonic() - opened.since > OPEN_AGAIN_SECONDS:
                self._retire()

    @contextmanager
    def _use(self) -> Iterator[_Opened]:
        with self._lock:
            if self._opened is None:
                self._opened = self._connect()
            opened = self._opened
            opened.users += 1
        try:
            yield opened
        finally:
            with self._lock:
                opened.users -= 1
                self._let_go(opened)

    def _retire(self) -> None:
        if self._opened is not None:
            self._opened.retired = True
            opened, self._opened = self._opened, None
            self._let_go(opened)

    def _let_go(self, opened: _Opened) -> None:
        if opened.retired and opened.users == 0:
            opened.close()
            with self._guard:
                self._numbers.discard(opened.number)

    @contextmanager
    def _turn(self, needed: bool = True) -> Iterator[None]:
        """Be the only one of all processes that reads or writes an embedded index's files."""
        if self._url is not None or not needed:
            yield
            return
        with (self._folder / "turn").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _name(self, source: UUID, grain: Grain) -> str:
        return f"{source.hex}-{self._kind}-{grain}"

    def _collection(self, opened: _Opened, source: UUID, grain: Grain) -> Any:
        if (source, grain) not in opened.collections:
            # Without an embedding function Chroma would download a model of its own.
            collection = opened.client.get_or_create_collection(
                self._name(source, grain),
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": LOOKED_AT}},
            )
            # One that was there keeps what it was made with, until it is told.
            kept = collection.configuration_json.get("hnsw")
            if kept and kept["ef_search"] != LOOKED_AT:
                collection.modify(configuration={"hnsw": {"ef_search": LOOKED_AT}})
            opened.collections[source, grain] = collection
        return opened.collections[source, grain]

    def _known(self, opened: _Opened, source: UUID, grain: Grain) -> Any:
        if (source, grain) not in opened.collections:
            opened.collections[source, grain] = opened.client.get_collection(
                self._name(source, grain), embedding_function=None
            )
        return opened.collections[source, grain]

    def _connect(self) -> _Opened:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self._url is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._guard:
                number = next(
                    number for number in range(len(self._numbers) + 1) if number not in self._numbers
                )
                self._numbers.add(number)
            with self._turn():
                return _Opened(chromadb.PersistentClient(f"{self._folder}{'/.' * number}", settings), number)
        address = urlsplit(self._url)
        secure = address.scheme == "https"
        port = address.port or (443 if secure else 8000)
        client: Any = chromadb.HttpClient(
            address.hostname or "localhost", port, ssl=secure, settings=settings
        )
        # Chroma's clients have no time-out, and keep their connections open when they are closed.
        sessions = [client._server._session, client._admin_client._server._session]
        for session in sessions:
            session.timeout = TIMEOUT_SECONDS
        return _Opened(client, -1, sessions)
