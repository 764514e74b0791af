"""Brings the index in step with a source: only what changed is read and embedded again.

The order makes it safe to be cut off anywhere: a passage's vector is kept first, then indexed, and its page
is written last. A page that is not written is read again by the next run, which finds the vectors there;
what the index has too much is taken out at the end.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from time import perf_counter
from typing import Any

from knowledge.chunking import Chunk, chunks
from knowledge.describing import (
    distinct_names,
    fingerprint,
    in_context,
    meaning,
    page_words,
    plain_words,
    subjects,
    whole_page,
)
from knowledge.embeddings import minilm
from knowledge.glossary import Glossary
from knowledge.matching import Stores, embed, index, match
from knowledge.names import names_in
from knowledge.reading import Document, UnreadableError, document_of
from knowledge.sources import Dated, Listed, OutOfReachError, Reader
from knowledge.words import prose, searched
from storage.knowledge import NewPage, NewPassage
from storage.models import KnowledgeSource

WRITE_AT = 64  # passages: one write a page takes five times as long
FORGET_AT_ONCE = 500  # pages
MANY = 100  # pages: after so many changes searches may have to be planned anew
# Part of every version: raise it when pages are cut or described differently, and all is read again.
VERSION = "7"


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
    waiting: list["_Made"] = field(default_factory=list)

    async def page(self, reader: Reader, listed: Listed) -> None:
        """Take one page in, if it changed."""
        version = _version(self.source, listed, self.stores.glossary)
        if listed.stays or self.known.get(listed.path) == version:
            self.unchanged += 1
            self.present.add(listed.path)
            return
        try:
            raw = await reader.read(listed)
            if isinstance(reader, Dated):
                listed = await reader.dated(listed)
            made = await asyncio.to_thread(self._made, listed, version, raw)
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
        self.waiting.append(made)
        if sum(len(one.page.passages) for one in self.waiting) >= WRITE_AT:
            await self.write()

    async def write(self) -> None:
        """Embed and write what was taken in."""
        pages = [made.page for made in self.waiting]
        texts = {digest: said for made in self.waiting for digest, said in made.texts.items()}
        missing = await embed(self.stores, texts)
        passages = {passage.digest for page in pages for passage in page.passages}
        self.embedded += len(missing & passages)
        await index(self.stores, self.source.id, passages, "passages")
        await index(self.stores, self.source.id, texts.keys() - passages, "pages")
        await self.stores.pages.replace(self.source.id, pages)
        self.waiting = []

    async def tidy(self) -> int:
        """Forget what is gone; returns how many pages."""
        gone = sorted(self.known.keys() - self.present)
        for start in range(0, len(gone), FORGET_AT_ONCE):
            await self.stores.pages.replace(self.source.id, [], gone[start : start + FORGET_AT_ONCE])
        # After a reading that was cut off, vectors can be left whose page has changed since.
        old = bool(gone or self.changed or self.source.progress is not None)
        if old or self.added or not self.stores.index.is_there():
            await match(self.stores, self.source.id)
        if old:
            await self.stores.vectors.sweep(self.source.id)
        if self.added + self.changed + len(gone) >= MANY:
            await self.stores.pages.examine()
        return len(gone)

    def _made(self, listed: Listed, version: str, raw: bytes) -> "_Made":
        document = document_of(raw, listed.path, listed.media_type)
        # Whoever embeds them, pages are cut in the same way: their passages stay when another one is chosen.
        cut = chunks(document, minilm().count)
        return _made(self.source, listed, version, document, cut, self.stores.glossary)


@dataclass(frozen=True, slots=True)
class _Made:
    """A page, and what is embedded of it, by the digests of the vectors."""

    page: NewPage
    texts: Mapping[str, tuple[str, ...]]


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


def _version(source: KnowledgeSource, listed: Listed, glossary: Glossary) -> str:
    parts = (VERSION, glossary.fingerprint, source.page_kind, listed.url or "", listed.version)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _made(
    source: KnowledgeSource,
    listed: Listed,
    version: str,
    document: Document,
    cut: list[Chunk],
    glossary: Glossary,
) -> _Made:
    title, path = document.title, listed.path
    about = subjects(title, path, glossary)
    whole, meant = whole_page(title, (chunk.text for chunk in cut)), meaning(title, about, glossary)
    matter = {**listed.details, **document.front_matter}
    services = matter.get("services")
    page = NewPage(
        path=path,
        version=version,
        title=title,
        kind=source.page_kind,
        url=listed.url,
        day=_day(matter, listed),
        changed_at=listed.changed_at,
        commit=listed.commit,
        services=[str(name) for name in services] if isinstance(services, list) else [],
        names=_names(title, path, matter),
        details=_plain(matter),
        passages=[_passage(chunk) for chunk in cut],
        approved_by=listed.approved_by,
        subjects=about,
        digest=fingerprint(f"{VERSION} page {whole}"),
        meaning=fingerprint(f"{VERSION} meaning {meant}"),
        words=page_words(title, path, (f"{' '.join(chunk.headings[1:])} {chunk.text}" for chunk in cut)),
        plain_words=plain_words(title, path, meant),
    )
    texts = {_digest(chunk): (in_context(chunk.context, chunk.text), prose(chunk.text)) for chunk in cut}
    return _Made(page, {**texts, page.digest: (whole,), page.meaning: (meant,)})


def _day(matter: Mapping[str, Any], listed: Listed) -> str:
    given = matter.get("date")
    return given.isoformat()[:10] if isinstance(given, date) else str(given or listed.changed_at)[:10]


def _names(title: str, path: str, matter: Mapping[str, Any]) -> list[str]:
    own = [PurePosixPath(path).stem, str(matter.get("alert") or ""), str(matter.get("id") or "")]
    return sorted(({name.lower() for name in own} | distinct_names([title, *own])) - {""})


def _passage(chunk: Chunk) -> NewPassage:
    return NewPassage(
        heading=" › ".join(chunk.headings[1:]),
        anchor=chunk.anchor,
        context=chunk.context,
        text=chunk.text,
        digest=_digest(chunk),
        names=names_in(f"{chunk.context}\n{chunk.text}"),
        words=searched(f"{chunk.context}\n{chunk.text}"),
    )


def _digest(chunk: Chunk) -> str:
    return fingerprint(f"{VERSION} {chunk.context}\n\n{chunk.text}")


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
