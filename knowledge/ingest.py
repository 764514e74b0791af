"""Brings the index in step with a source: only what changed is read and embedded again.

The order makes it safe to be cut off anywhere: a passage's vector is kept first, then indexed, and its page
is written last. A page that is not written is read again by the next run, which finds the vectors there;
what the index has too much is taken out at the end.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from time import perf_counter
from typing import Any

from knowledge.chunking import Chunk, chunks
from knowledge.embeddings import Embedder
from knowledge.index import Index
from knowledge.names import names_in
from knowledge.reading import Document, UnreadableError, document_of
from knowledge.sources import Dated, Listed, OutOfReachError, Reader
from storage.knowledge import NewPage, NewPassage, PageStore, StoredVector, VectorStore
from storage.models import KnowledgeSource

WRITE_AT = 64  # passages: one write a page takes five times as long
# Part of every version: raise it when pages are cut or described differently, and all is read again.
VERSION = "4"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: `done` of `total` pages after `seconds`; `path` is the last one."""

    done: int
    total: int
    path: str
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in pages; `chunks` counts the passages that were embedded."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    chunks: int = 0
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class Stores:
    """Where what is read is kept."""

    pages: PageStore
    vectors: VectorStore
    index: Index
    embedder: Embedder


@dataclass(slots=True)
class _Run:
    """One ingest on its way."""

    source: KnowledgeSource
    stores: Stores
    progress: Callable[[Progress], None]
    known: dict[str, str]
    begun: float = field(default_factory=perf_counter)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    embedded: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    waiting: list[tuple[NewPage, list[Chunk]]] = field(default_factory=list)

    async def page(self, reader: Reader, listed: Listed) -> None:
        """Take one page in, if it changed."""
        version = _version(self.source, listed)
        if listed.stays or self.known.get(listed.path) == version:
            self.unchanged += 1
            self.present.add(listed.path)
            return
        try:
            raw = await reader.read(listed)
            if isinstance(reader, Dated):
                listed = await reader.dated(listed)
            page, cut = await asyncio.to_thread(self._made, listed, version, raw)
        except UnreadableError as error:
            self.skipped.append(Skipped(listed.path, str(error)))
            if isinstance(error, OutOfReachError):
                self.present.add(listed.path)
            return
        self.present.add(listed.path)
        if listed.path in self.known:
            self.changed += 1
        else:
            self.added += 1
        self.waiting.append((page, cut))
        if sum(len(cut) for _, cut in self.waiting) >= WRITE_AT:
            await self.write()

    async def write(self) -> None:
        """Embed and write what was taken in."""
        texts = {
            passage.digest: chunk.embedded_text
            for page, cut in self.waiting
            for passage, chunk in zip(page.passages, cut, strict=True)
        }
        missing = sorted(await self.stores.vectors.missing(texts))
        vectors = await asyncio.to_thread(self.stores.embedder.embed, [texts[digest] for digest in missing])
        await self.stores.vectors.add(
            [
                StoredVector(digest, vector.tobytes(), b"")
                for digest, vector in zip(missing, vectors, strict=True)
            ]
        )
        self.embedded += len(missing)
        await _index(self.source, self.stores, set(texts))
        await self.stores.pages.replace(self.source.id, [page for page, _ in self.waiting])
        self.waiting = []

    async def tidy(self) -> int:
        """Forget what is gone; returns how many pages."""
        gone = self.known.keys() - self.present
        await self.stores.pages.replace(self.source.id, [], gone)
        wanted = await self.stores.pages.digests(self.source.id)
        there = await asyncio.to_thread(self.stores.index.digests, self.source.id)
        await _index(self.source, self.stores, wanted - there)
        await asyncio.to_thread(self.stores.index.remove, self.source.id, there - wanted)
        if gone or self.changed:
            await self.stores.vectors.sweep()
        return len(gone)

    def _made(self, listed: Listed, version: str, raw: bytes) -> tuple[NewPage, list[Chunk]]:
        document = document_of(raw, listed.path, listed.media_type)
        cut = chunks(document, self.stores.embedder.count)
        return _page(self.source, listed, version, document, cut), cut


async def ingest(
    source: KnowledgeSource, reader: Reader, stores: Stores, progress: Callable[[Progress], None]
) -> IngestReport:
    """Read what changed, forget what is gone.

    Raises:
        SourceError: the source can't be reached. Nothing is forgotten then.
    """
    listed = await reader.pages()
    run = _Run(source, stores, progress, await stores.pages.versions(source.id))
    for done, page in enumerate(listed, 1):
        await run.page(reader, page)
        progress(Progress(done, len(listed), page.path, run.embedded, perf_counter() - run.begun))
    await run.write()
    deleted = await run.tidy()
    return IngestReport(
        added=run.added,
        changed=run.changed,
        unchanged=run.unchanged,
        deleted=deleted,
        chunks=run.embedded,
        skipped=tuple(run.skipped),
        seconds=perf_counter() - run.begun,
    )


async def _index(source: KnowledgeSource, stores: Stores, digests: set[str]) -> None:
    import numpy as np

    kept = await stores.vectors.get(digests)
    names = sorted(kept)
    vectors = [np.frombuffer(kept[name].vector, dtype=np.float32) for name in names]
    await asyncio.to_thread(stores.index.add, source.id, names, vectors)


def _version(source: KnowledgeSource, listed: Listed) -> str:
    parts = (VERSION, source.page_kind, listed.url or "", listed.version)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _page(
    source: KnowledgeSource, listed: Listed, version: str, document: Document, cut: list[Chunk]
) -> NewPage:
    matter = {**listed.details, **document.front_matter}
    given = matter.get("date")
    services = matter.get("services")
    names = [PurePosixPath(listed.path).stem, str(matter.get("alert") or ""), str(matter.get("id") or "")]
    return NewPage(
        path=listed.path,
        version=version,
        title=document.title,
        kind=source.page_kind,
        url=listed.url,
        day=given.isoformat()[:10] if isinstance(given, date) else str(given or listed.changed_at)[:10],
        changed_at=listed.changed_at,
        commit=listed.commit,
        services=[str(name) for name in services] if isinstance(services, list) else [],
        names=sorted({name.lower() for name in names} - {""}),
        details=_plain(matter),
        passages=[_passage(chunk) for chunk in cut],
        approved_by=listed.approved_by,
    )


def _passage(chunk: Chunk) -> NewPassage:
    return NewPassage(
        heading=" › ".join(chunk.headings[1:]),
        anchor=chunk.anchor,
        context=chunk.context,
        text=chunk.text,
        digest=hashlib.sha256(f"{VERSION}\0{chunk.embedded_text}".encode()).hexdigest()[:32],
        names=names_in(f"{chunk.context}\n{chunk.text}"),
    )


def _plain(matter: dict[str, Any]) -> dict[str, Any]:
    """Front matter as JSON: numbers, texts and lists of them. One that is a novel is not kept."""
    known = {
        key: value if isinstance(value, int | float | list) else str(value)
        for key, value in matter.items()
        if isinstance(key, str) and isinstance(value, str | int | float | date | list)
    }
    written = json.dumps(known, default=str)
    plain: dict[str, Any] = json.loads(written)
    return plain if len(written) < 4000 else {}
