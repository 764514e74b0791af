"""How fast pages are read and found again, among a thousand, ten thousand and a hundred thousand passages.

At first some pages are read as they would be, every text embedded. Then shelves of pages are read through
the same way with vectors that are made cheaply (see `blend`), and asked real questions: embedding the
question counts, and the filters go round.
"""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.blend import Asked, Blend
from benchmarks.corpus import PASSAGES_A_PAGE, SHELVES, TODAY, Shelf, ShelfReader, prose, questions
from benchmarks.figures import milliseconds, resident_megabytes
from knowledge import IngestReport, KnowledgeSettings, Library, minilm
from knowledge.embeddings import Embedder
from knowledge.index import Index
from storage import Database
from storage.knowledge import Filters, NewSource, PageStore, PassageSearch, SourceStore, VectorStore

REAL_PAGES, QUESTIONS, KINDS, RECALLED = 40, 240, 3, 100
SEEN = Filters(channel="C0PLATFORM", projects=("shop",))
FILTERS = {
    "none": Filters(everything=True),
    "audience": SEEN,
    "kind": replace(SEEN, kind="incident"),
    "service": replace(SEEN, service="payments-3"),
    "source": replace(SEEN, source="runbooks"),
    "since": replace(SEEN, since=TODAY - timedelta(days=180)),
}


async def measure(home: Path, sizes: Sequence[int]) -> dict[str, Any]:
    """Read and ask at each size, in passages."""
    sentences = prose()
    figures: dict[str, Any] = {"read_for_real": await _read_for_real(home / "real", sentences)}
    blend = await asyncio.to_thread(Blend, sentences)
    for size in sizes:
        figures[f"passages_{size}"] = await _at(home / str(size), size, sentences, blend)
    return figures


async def _read_for_real(home: Path, sentences: list[str]) -> dict[str, Any]:
    async with _library(home, minilm()) as (library, database):
        begun = time.perf_counter()
        report = await _read(library, database, SHELVES[0], REAL_PAGES, sentences)
        seconds = time.perf_counter() - begun
    rate = round(report.chunks / seconds, 1)
    return {"passages": report.chunks, "all_embedded": True, "passages_per_second": rate, **_load()}


async def _at(home: Path, size: int, sentences: list[str], blend: Blend) -> dict[str, Any]:
    async with _library(home, blend) as (library, database):
        begun = time.perf_counter()
        for shelf in SHELVES:
            await _read(library, database, shelf, round(size * shelf.share / PASSAGES_A_PAGE), sentences)
        seconds = time.perf_counter() - begun
    async with _library(home, Asked()) as (library, database):
        before = resident_megabytes()
        begun = time.perf_counter()
        await library.warm()
        opened = time.perf_counter() - begun
        asked = await _ask(library, questions(QUESTIONS, sentences))
        figures = {
            "passages": await library.count(),
            "vectors": f"sums of {blend.embedded} embedded sentences and titles",
            "read_passages_per_second_with_such_vectors": round(size / seconds),
            "open_seconds": round(opened, 2),
            **asked,
            "memory_mb": {"process": resident_megabytes(), "before_opening": before},
            "disk_mb": {name: _megabytes(home / name) for name in ("chroma", "postgres")},
        }
        return {**figures, "recall_at_10": await _recall(home, database, sentences), **_load()}


async def _ask(library: Library, asked: list[str]) -> dict[str, Any]:
    times, found = defaultdict[str, list[float]](list), 0
    for number, question in enumerate(asked):
        # Questions are of three kinds in turn: each filter meets each of them.
        name = list(FILTERS)[number // KINDS % len(FILTERS)]
        begun = time.perf_counter()
        hits = await library.search(question, filters=FILTERS[name])
        times[name].append(time.perf_counter() - begun)
        found += bool(hits)
    return {
        "questions": len(asked),
        "with_a_hit": found,
        "search_ms": milliseconds([one for some in times.values() for one in some]),
        "search_ms_by_filter": {name: milliseconds(some) for name, some in times.items()},
    }


async def _recall(home: Path, database: Database, sentences: list[str]) -> dict[str, float]:
    """The share of the ten passages nearest to a question that the index finds, too."""
    import numpy as np

    digests = sorted(await PageStore(database).digests())
    kept = await VectorStore(database, Asked.name).get(digests)
    vectors = np.stack([np.frombuffer(kept[digest].vector, dtype=np.float32) for digest in digests])
    sources = await PassageSearch(database).sources(Filters(everything=True))
    index, asked = Index(home / "chroma", None, Asked.name), minilm().embed(questions(RECALLED, sentences))
    try:
        shares = []
        for vector in asked:
            exact = {digests[place] for place in np.argsort(-(vectors @ vector))[:10]}
            nearest = await asyncio.to_thread(index.nearest, vector, 10, sources)
            shares.append(len(exact & nearest.keys()) / len(exact))
    finally:
        index.close()
    return {"mean": round(sum(shares) / len(shares), 3), "worst": min(shares)}


async def _read(
    library: Library, database: Database, shelf: Shelf, pages: int, sentences: list[str]
) -> IngestReport:
    new = NewSource(
        name=shelf.name,
        kind="made",
        location={},
        added_by="benchmark",
        page_kind=shelf.kind,
        audience=shelf.audience,
        project=shelf.project,
    )
    source = await SourceStore(database).put(new)
    return await library.read_source(source, ShelfReader(shelf, pages, sentences))


@asynccontextmanager
async def _library(home: Path, embedder: Embedder) -> AsyncIterator[tuple[Library, Database]]:
    settings = KnowledgeSettings(home=home, database_url=None, chroma_url=None)
    database = await Database.open(settings)
    library = Library(settings, embedder, database)
    try:
        yield library, database
    finally:
        await library.close()
        await database.close()


def _load() -> dict[str, float]:
    """What else the machine did meanwhile."""
    return {"load": round(os.getloadavg()[0], 1)}


def _megabytes(folder: Path) -> int:
    return round(sum(place.stat().st_size for place in folder.rglob("*") if place.is_file()) / 1_000_000)
