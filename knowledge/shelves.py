"""The open parts of a library: stores and finders for each embedder whose vectors are searched."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from knowledge.embeddings import Embedder, embedder_named
from knowledge.glossary import Glossary
from knowledge.incidents import IncidentFinder, Match, Question
from knowledge.index import Index
from knowledge.matching import Stores
from knowledge.readings import Readings
from knowledge.search.hit import Found
from knowledge.search.overview import Surveyor
from knowledge.search.search import Finder
from storage import Database
from storage.knowledge import Filters, PageSearch, PageStore, PassageSearch, SourceStore, VectorStore
from storage.knowledge.stored import StoredPages
from storage.locks import Locks

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings


class Shelves:
    """What is open while a library is.

    Args:
        settings: where everything is kept.
        database: the rows.
        embedder: makes vectors now.
        glossary: the team's words.
    """

    def __init__(
        self, settings: "KnowledgeSettings", database: Database, embedder: Embedder, glossary: Glossary
    ) -> None:
        self._settings, self._database = settings, database
        self.embedder = embedder
        self._glossary = glossary
        self.sources = SourceStore(database)
        self.pages = PageStore(database)
        self.passages = PassageSearch(database)
        self.readings = Readings(self.sources, Locks(database.url), self.stores, embedder.name)
        self._stores: dict[str, Stores] = {}
        self._finders: dict[str, Finder] = {}
        self._incidents: dict[str, IncidentFinder] = {}

    def stores(self, name: str) -> Stores:
        """Where an embedder's vectors are kept."""
        if name not in self._stores:
            self._stores[name] = Stores(
                self.pages,
                StoredPages(self._database),
                VectorStore(self._database, name),
                Index(self._settings.index_folder, self._settings.chroma_url, name),
                self._embedder_named(name) or self.embedder,
                self._glossary,
            )
        return self._stores[name]

    async def search(self, question: str, k: int, filters: Filters, per_page: int) -> Found:
        """Search each source by the vectors that serve it: they differ while a new embedder is introduced."""
        by_name: dict[str, dict[UUID, int]] = {}
        for source, revision, name in await self.passages.searched(filters):
            by_name.setdefault(name or self.embedder.name, {})[source] = revision
        if not by_name:
            by_name[self.embedder.name] = {}
        parts = [
            await self._finder(name).search(question, k, filters, sources, per_page)
            for name, sources in sorted(by_name.items())
        ]
        if len(parts) == 1:
            return parts[0]
        hits = sorted((hit for part in parts for hit in part.hits), key=lambda hit: -hit.score)
        nearest = sorted((hit for part in parts for hit in part.nearest), key=lambda hit: -hit.score)
        return Found(tuple(hits[:k]), () if hits else tuple(nearest[:k]))

    async def warm(self) -> None:
        """Have index, model, and what searches keep in memory there before somebody asks."""
        everything = Filters(everything=True)
        await self.search("anything", 1, everything, 1)
        for name in sorted(await self.passages.embedders(everything)):
            await self._finder(name).warm()

    async def past_incidents(self, question: Question, limit: int, filters: Filters) -> list[Match]:
        """Compare with every incident that may be seen."""
        names = await self.passages.embedders(replace(filters, kind="incident"))
        name = min(names, key=lambda name: (name != self.embedder.name, name), default=self.embedder.name)
        if name not in self._incidents:
            stores = self._serving(name)
            self._incidents[name] = IncidentFinder(self.passages, stores.vectors, stores.embedder)
        return await self._incidents[name].find(question, filters, limit)

    async def close(self) -> None:
        """Close the indexes."""
        for finder in self._finders.values():
            await finder.close()
        for stores in self._stores.values():
            await asyncio.to_thread(stores.index.close)

    def _finder(self, name: str) -> Finder:
        if name not in self._finders:
            stores = self._serving(name)
            pages = PageSearch(self._database, stores.embedder.name)
            surveyor = Surveyor(pages, stores.vectors, stores.embedder, self._glossary)
            self._finders[name] = Finder(pages, stores.index, stores.embedder, surveyor)
        return self._finders[name]

    def _serving(self, name: str) -> Stores:
        # One that can't be had any more can't read a question: its pages are found once they are made anew.
        return self.stores(name if self._embedder_named(name) else self.embedder.name)

    def _embedder_named(self, name: str) -> Embedder | None:
        return self.embedder if name == self.embedder.name else embedder_named(name, self._settings)
