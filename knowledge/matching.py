"""Brings vectors and index in line with the rows: what they lack is made, what they have too much goes.

So an ingest that was cut off anywhere is mended, and a newly chosen embedder gets an index of its own.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from knowledge.describing import in_context, meaning, small, whole_page
from knowledge.embeddings import Embedder
from knowledge.glossary import Glossary
from knowledge.index import Grain, Index
from knowledge.words import prose
from storage.knowledge import PageStore, StoredVector, VectorStore
from storage.knowledge.stored import NO_PAGE, StoredPage, StoredPages

# So much is held in memory at once, however large a source is: 6 MB of vectors.
VECTORS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Stores:
    """Where what is read is kept."""

    pages: PageStore
    stored: StoredPages
    vectors: VectorStore
    index: Index
    embedder: Embedder
    glossary: Glossary


async def embed(stores: Stores, texts: Mapping[str, Sequence[str]]) -> set[str]:
    """Make the vectors that are not there yet; returns which.

    Args:
        stores: where they are kept.
        texts: by its digest, what is embedded: the text whose vector it is, and those of its other grains.
    """
    missing = await stores.vectors.missing(texts)
    wanted = {digest: texts[digest] for digest in sorted(missing)}
    await stores.vectors.add(await asyncio.to_thread(_embedded, stores.embedder, wanted))
    return missing


async def index(stores: Stores, source_id: UUID, digests: set[str], grain: Grain) -> None:
    """Put vectors into the index."""
    import numpy as np

    for some in _some(digests):
        kept = await stores.vectors.get(some)
        names = sorted(kept)
        vectors = [np.frombuffer(kept[name].vector, dtype=np.float32) for name in names]
        await asyncio.to_thread(stores.index.add, source_id, names, vectors, grain)


async def match(stores: Stores, source_id: UUID) -> None:
    """Have exactly the vectors of a source's pages in the index."""
    await _match(stores, source_id, await stores.pages.digests(source_id), "passages")
    await _match(stores, source_id, await stores.pages.page_digests(source_id), "pages")


async def complete(stores: Stores, source_id: UUID, embedded: Callable[[int], None]) -> None:
    """Make whatever vectors a source's pages lack, and look whether the index holds them as they are kept.

    Args:
        stores: where they are kept.
        source_id: the source.
        embedded: called with the number of pages after each step.
    """
    after, done = NO_PAGE, 0
    while pages := await stores.stored.without_vectors(source_id, stores.embedder.name, after):
        for page in pages:
            await embed(stores, texts_of(page, stores.glossary))
            done += 1
            embedded(done)
        after = pages[-1].id
    if not await _holds_what_is_kept(stores, source_id):
        await asyncio.to_thread(stores.index.drop, source_id)
    await match(stores, source_id)


def texts_of(page: StoredPage, glossary: Glossary) -> dict[str, tuple[str, ...]]:
    """What is embedded of a page: its passages, its beginning, and what it means."""
    own = {one.digest: (in_context(one.context, one.text), prose(one.text)) for one in page.passages}
    whole = whole_page(page.title, (one.text for one in page.passages))
    return {**own, page.digest: (whole,), page.meaning: (meaning(page.title, page.subjects, glossary),)}


async def _match(stores: Stores, source_id: UUID, wanted: set[str], grain: Grain) -> None:
    there = await asyncio.to_thread(stores.index.digests, source_id, grain)
    await index(stores, source_id, wanted - there, grain)
    await asyncio.to_thread(stores.index.remove, source_id, there - wanted, grain)


async def _holds_what_is_kept(stores: Stores, source_id: UUID) -> bool:
    for grain in ("passages", "pages"):
        there = await asyncio.to_thread(stores.index.digests, source_id, grain)
        for some in _some(there):
            kept = await stores.vectors.get(some)
            if await asyncio.to_thread(_differing, stores.index, source_id, kept, grain):
                return False
    return True


def _differing(index: Index, source_id: UUID, kept: Mapping[str, StoredVector], grain: Grain) -> set[str]:
    import numpy as np

    vectors = {digest: np.frombuffer(one.vector, dtype=np.float32) for digest, one in kept.items()}
    return index.differing(source_id, vectors, grain) if vectors else set()


def _embedded(embedder: Embedder, texts: Mapping[str, Sequence[str]]) -> list[StoredVector]:
    vectors = embedder.embed([text.strip() or "-" for said in texts.values() for text in said])
    place, kept = 0, list[StoredVector]()
    for digest, said in texts.items():
        own = vectors[place : place + len(said)]
        kept.append(StoredVector(digest, own[0].tobytes(), small(own)))
        place += len(said)
    return kept


def _some(digests: set[str]) -> Iterator[list[str]]:
    wanted = sorted(digests)
    for start in range(0, len(wanted), VECTORS_AT_ONCE):
        yield wanted[start : start + VECTORS_AT_ONCE]
