"""What a library keeps, to be compared."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from knowledge import KnowledgeSettings
from knowledge.embeddings import MiniLm
from knowledge.index import GRAINS, Grain, Index
from storage import Database
from storage.knowledge import SourceStore, VectorStore
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeVector


@dataclass(frozen=True)
class State:
    """Everything that is kept of one source, without ids that are made up."""

    pages: frozenset[tuple[str, str, str, str]]
    passages: frozenset[tuple[str, int, str, str]]
    vectors: frozenset[tuple[str, str]]
    index: frozenset[tuple[Grain, str]]


async def state_of(database: Database, home: Path, source: str, embedder: str = MiniLm.name) -> State:
    """Look at the rows and at the index, and that both hold the same vectors."""
    found = await SourceStore(database).get(source)
    assert found is not None
    page, passage, vector = KnowledgePage, KnowledgePassage, KnowledgeVector
    async with database.session() as session:
        pages = await session.execute(select(page.path, page.version, page.digest, page.meaning))
        passages = await session.execute(
            select(page.path, passage.number, passage.digest, passage.text).join(page)
        )
        vectors = await session.execute(select(vector.embedder, vector.digest))
    index = Index(KnowledgeSettings(home=home).index_folder, None, embedder)
    ids = {grain: await asyncio.to_thread(index.digests, found.id, grain) for grain in GRAINS}
    for grain in GRAINS:
        kept = await VectorStore(database, embedder).get(ids[grain])
        rows: dict[str, Any] = {
            name: np.frombuffer(one.vector, dtype=np.float32) for name, one in kept.items()
        }
        assert rows.keys() == ids[grain]
        assert not await asyncio.to_thread(index.differing, found.id, rows, grain)
    await asyncio.to_thread(index.close)
    return State(
        frozenset((row[0], row[1], row[2], row[3]) for row in pages),
        frozenset((row[0], row[1], row[2], row[3]) for row in passages),
        frozenset((row[0], row[1]) for row in vectors),
        frozenset((grain, digest) for grain in GRAINS for digest in ids[grain]),
    )
