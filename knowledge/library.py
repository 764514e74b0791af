"""The way in: ingest folders, search them, read a page. Nothing here blocks the event loop."""

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from knowledge.embeddings import Embedder, embedder
from knowledge.index import Entry, Index
from knowledge.ingest import IngestReport, Progress, Source, ingest
from knowledge.search import Hit, Page, search

if TYPE_CHECKING:
    from knowledge.settings import KnowledgeSettings

T = TypeVar("T")


class KnowledgeError(Exception):
    """The documents can't be read or searched. The message says what to do."""


class Library:
    """Everything the crew has read. Opening costs nothing; the index and the model load at first use."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._writing = threading.Lock()

    @classmethod
    def open(cls, settings: "KnowledgeSettings") -> Self:
        """The library that the settings describe.

        Raises:
            KnowledgeError: the settings contradict each other.
        """
        try:
            chosen = embedder(settings)
        except ValueError as error:
            raise KnowledgeError(str(error)) from error
        return cls(Index(settings.index_folder, settings.chroma_url, chosen.name), chosen)

    async def ingest(
        self,
        folder: Path,
        base_url: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        *,
        kind: str = "document",
    ) -> IngestReport:
        """Bring the index in step with a folder of Markdown.

        Args:
            folder: read with all its folders, except hidden ones.
            base_url: where people read these files; links become `base_url/path#anchor`.
            progress: called in the event loop after every file.
            kind: `incident` for postmortems, else `document`.

        Raises:
            KnowledgeError: the folder is not there, or the index can't be reached.
        """
        loop = asyncio.get_running_loop()

        def tell(step: Progress) -> None:
            if progress is not None:
                loop.call_soon_threadsafe(progress, step)

        def work() -> IngestReport:
            source = Source(folder.expanduser().resolve(), base_url, kind)
            with self._writing:
                return ingest(self._index, self._embedder, source, tell)

        try:
            return await self._in_thread(work)
        except FileNotFoundError as error:
            raise KnowledgeError(f"There is no folder {folder}. Check the path.") from error

    async def search(
        self, query: str, k: int = 5, kind: str | None = None, *, per_page: int = 2
    ) -> list[Hit]:
        """The passages that answer a question best, best first.

        Args:
            query: a question or a name, in words.
            k: how many, at most.
            kind: only `document` or only `incident`; None for both.
            per_page: at most so many passages of one page.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        if not query.strip():
            return []
        return await self._in_thread(
            lambda: search(self._index, self._embedder, query[:2000], k, kind, per_page)
        )

    async def read(self, path: str) -> Page | None:
        """A whole page by its path, file name, or name of its alert or incident; None if there is none."""
        return await self._in_thread(lambda: self._page(path))

    async def count(self) -> int:
        """How many passages there are."""
        return await self._in_thread(self._index.count)

    async def warm(self) -> None:
        """Load the index and the model now, about a second, so that the first question need not wait.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        await self.search("anything", k=1)

    async def close(self) -> None:
        """Close the index."""
        await asyncio.to_thread(self._index.close)

    async def check(self) -> str:
        """One line of what is reached, for `doctor`.

        Raises:
            KnowledgeError: the index can't be reached.
        """
        return f"{await self.count()} passages, embedded with {self._embedder.name}"

    def _page(self, path: str) -> Page | None:
        name = path.strip().strip("/")
        lowered = name.lower().removesuffix(".md")
        stem = lowered.rpartition("/")[2]
        wanted = [{"path": name}, {"path": f"{name}.md"}, {"stem": stem}, {"identifier": lowered}]
        entries = self._index.entries({"$or": wanted})
        if not entries:
            return None
        # Several pages may have the name: the one with the very path goes first.
        best = min(
            entries, key=lambda entry: (entry.metadata["path"] not in (name, f"{name}.md"), entry.id)
        ).metadata
        same = [
            entry for entry in entries if all(entry.metadata[key] == best[key] for key in ("source", "path"))
        ]
        return _joined(sorted(same, key=lambda entry: entry.metadata["number"]))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except (FileNotFoundError, KnowledgeError):
            raise
        except Exception as error:
            # Chroma and the embedding clients raise many types of their own.
            raise KnowledgeError(
                f"The documents can't be searched: {error}. Check CHROMA_URL, or QUARTERDECK_HOME."
            ) from error


def _joined(entries: list[Entry]) -> Page:
    first = entries[0].metadata
    parts, heading = [f"# {first['title']}"], ""
    for entry in entries:
        if entry.metadata["heading"] != heading:
            heading = str(entry.metadata["heading"])
            parts.append(f"## {heading}")
        parts.append(entry.text)
    return Page(
        path=str(first["path"]),
        title=str(first["title"]),
        url=str(first["url"]) or None,
        date=str(first["date"]),
        text="\n\n".join(parts),
        kind=str(first["kind"]),
        details=json.loads(str(first["details"])),
    )
