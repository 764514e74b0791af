"""Brings the index in step with a folder of Markdown: only what changed is embedded again. Blocking."""

import codecs
import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

from knowledge.documents import Document, chunks, parse
from knowledge.embeddings import Embedder
from knowledge.index import Entry, Index

SUFFIXES = {".md", ".markdown"}
SKIPPED_FOLDERS = {"node_modules", "vendor", "__pycache__"}
LARGEST_BYTES = 1_000_000
WRITE_AT = 64  # chunks
# Part of every digest: raise it when chunks are cut or described differently, and all is read again.
VERSION = "3"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: `done` of `total` files; `path` is the last one."""

    done: int
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in files; `chunks` counts what was embedded."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    chunks: int = 0
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """A folder to read. `url` is where people read it, `kind` is `document` or `incident`."""

    folder: Path
    url: str | None = None
    kind: str = "document"

    @property
    def name(self) -> str:
        """How the index names it."""
        return str(self.folder)


@dataclass(slots=True)
class _Tally:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(slots=True)
class _Writer:
    """Embeds and writes the pages of several files at once: one write a file takes five times as long."""

    index: Index
    embedder: Embedder
    entries: list[Entry] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    replaced: list[dict[str, Any]] = field(default_factory=list)
    written: int = 0

    def put(self, entries: list[Entry], texts: list[str], replaced: dict[str, Any] | None) -> None:
        """Take a page; what it replaces is deleted when it is written."""
        self.entries += entries
        self.texts += texts
        self.replaced += [replaced] if replaced else []
        if len(self.entries) >= WRITE_AT:
            self.flush()

    def flush(self) -> None:
        """Write what was taken."""
        if not self.entries:
            return
        vectors = self.embedder.embed(self.texts)
        for where in self.replaced:
            self.index.delete(where)
        self.index.add(self.entries, vectors)
        self.written += len(self.entries)
        self.entries, self.texts, self.replaced = [], [], []


class UnreadableError(Exception):
    """A file is not Markdown text that can be read; the message says why."""


def ingest(
    index: Index, embedder: Embedder, source: Source, progress: Callable[[Progress], None]
) -> IngestReport:
    """Read what changed, forget what is gone.

    Raises:
        FileNotFoundError: the folder is not there. Nothing is forgotten then.
    """
    start = perf_counter()
    if not source.folder.is_dir():
        raise FileNotFoundError(source.folder)
    files = sorted(_markdown_files(source.folder))
    known = _digests(index, source)
    commits = _last_commits(source.folder)
    tally, present, writer = _Tally(), set[str](), _Writer(index, embedder)
    for done, file in enumerate(files, 1):
        path = file.relative_to(source.folder).as_posix()
        try:
            _ingest_file(writer, source, path, commits.get(path), known.get(path), tally)
            present.add(path)
        except UnreadableError as error:
            tally.skipped.append(Skipped(path, str(error)))
        progress(Progress(done, len(files), path))
    writer.flush()
    gone = known.keys() - present
    for path in gone:
        index.delete(_at(source, path))
    return IngestReport(
        added=tally.added,
        changed=tally.changed,
        unchanged=tally.unchanged,
        deleted=len(gone),
        chunks=writer.written,
        skipped=tuple(tally.skipped),
        seconds=perf_counter() - start,
    )


def _ingest_file(
    writer: _Writer,
    source: Source,
    path: str,
    commit: tuple[str, str] | None,
    known: str | None,
    tally: _Tally,
) -> None:
    raw, text = _read(source.folder / path)
    digest = hashlib.sha256(
        b"\0".join([VERSION.encode(), source.kind.encode(), (source.url or "").encode(), raw])
    )
    if known == digest.hexdigest():
        tally.unchanged += 1
        return
    document = parse(text, Path(path).stem)
    if not document.sections:
        raise UnreadableError("it has only a title")
    changed_at = commit[1] if commit else _modified(source.folder / path)
    page = _page_metadata(source, path, document, digest.hexdigest(), changed_at, commit)
    entries, texts = _entries(document, page, writer.embedder)
    writer.put(entries, texts, None if known is None else _at(source, path))
    if known is None:
        tally.added += 1
    else:
        tally.changed += 1


def _entries(document: Document, page: dict[str, Any], embedder: Embedder) -> tuple[list[Entry], list[str]]:
    found = chunks(document, embedder.count)
    entries = []
    for number, chunk in enumerate(found):
        name = hashlib.sha256(f"{page['source']}\0{page['path']}\0{number}".encode()).hexdigest()[:32]
        place: dict[str, Any] = {
            "heading": " › ".join(chunk.headings[1:]),
            "anchor": chunk.anchor,
            "number": number,
        }
        entries.append(Entry(name, chunk.text, {**page, **place}))
    return entries, [chunk.embedded_text for chunk in found]


def _page_metadata(
    source: Source,
    path: str,
    document: Document,
    digest: str,
    changed_at: str,
    commit: tuple[str, str] | None,
) -> dict[str, Any]:
    matter = document.front_matter
    given = matter.get("date")
    return {
        "source": source.name,
        "path": path,
        "title": document.title,
        "kind": source.kind,
        "url": f"{source.url.rstrip('/')}/{quote(path)}" if source.url else "",
        "date": given.isoformat()[:10] if isinstance(given, date) else str(given or changed_at)[:10],
        "changed_at": changed_at,
        "commit": commit[0] if commit else "",
        "digest": digest,
        # By these a page is found when it is called by its name.
        "stem": Path(path).stem.lower(),
        "identifier": str(matter.get("alert") or matter.get("id") or "").lower(),
        "details": json.dumps(_plain(matter), default=str),
    }


def _plain(matter: dict[str, Any]) -> dict[str, Any]:
    """Front matter as JSON: numbers, texts and lists of them. One that is a novel is not kept."""
    known = {
        key: value if isinstance(value, int | float | list) else str(value)
        for key, value in matter.items()
        if isinstance(key, str) and isinstance(value, str | int | float | date | list)
    }
    return known if len(json.dumps(known, default=str)) < 4000 else {}


def _markdown_files(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in SKIPPED_FOLDERS]
        for name in files:
            if Path(name).suffix.lower() in SUFFIXES:
                yield Path(place, name)


def _read(file: Path) -> tuple[bytes, str]:
    try:
        if file.is_symlink() and not file.exists():
            raise UnreadableError("it is a link to a file that is not there")
        if file.stat().st_size > LARGEST_BYTES:
            raise UnreadableError(f"it is larger than {LARGEST_BYTES // 1000} kB")
        raw = file.read_bytes()
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        reason = "it is a binary file" if b"\0" in raw else f"it is not UTF-8 text (byte {error.start})"
        raise UnreadableError(reason) from error
    if "\0" in text:
        raise UnreadableError("it is a binary file")
    if not text.strip():
        raise UnreadableError("it is empty")
    return raw, text


def _digests(index: Index, source: Source) -> dict[str, str]:
    return {values["path"]: values["digest"] for values in index.metadata({"source": source.name})}


def _at(source: Source, path: str) -> dict[str, Any]:
    return {"$and": [{"source": source.name}, {"path": path}]}


def _modified(file: Path) -> str:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")


def _last_commits(folder: Path) -> dict[str, tuple[str, str]]:
    """Path to the commit that last changed it and its time, where the folder is in a git repository."""
    command = [
        "git",
        "-C",
        str(folder),
        "log",
        "--format=%x01%H %cI",
        "--name-only",
        "--relative",
        "-z",
        "--",
        ".",
    ]
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=True)  # noqa: S603 - fixed arguments
    except (OSError, subprocess.SubprocessError):
        return {}
    commits: dict[str, tuple[str, str]] = {}
    for record in done.stdout.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, names = record.partition("\0")
        commit, _, moment = head.strip().partition(" ")
        for name in names.split("\0"):
            if name.strip("\n"):
                commits.setdefault(name.strip("\n"), (commit, moment))
    return commits
