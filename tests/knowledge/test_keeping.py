"""Pages that are handed over."""

from datetime import UTC, datetime

import pytest

from knowledge import KeptPage, Library
from storage import Database
from storage.knowledge import Filters, NewSource, SourceStore
from storage.models import SourceState

THREADS = NewSource("threads", "slack", {}, "U1", audience={"kind": "channels", "names": ["C1"]})
HERE, ELSEWHERE = Filters(channel="C1"), Filters(channel="C2")


def page(path: str, text: str, approved_by: str | None = None) -> KeptPage:
    return KeptPage(path, text, datetime(2026, 9, 6, tzinfo=UTC), approved_by=approved_by)


POOL = page("a.md", "# The pool\n\nThe connection pool was too small.")
MOON = page("b.md", "# The moon\n\nThe moon job runs at midnight.", "Maya")


async def titles(library: Library, question: str, filters: Filters) -> list[str]:
    """The page that answers a question best, if there is one."""
    return [hit.title for hit in await library.search(question, filters=filters)][:1]


async def test_what_is_kept_stands_beside_what_was_kept_before(library: Library) -> None:
    await library.keep(THREADS, [POOL])
    report = await library.keep(THREADS, [MOON])
    assert (report.added, report.deleted) == (1, 0)
    assert await titles(library, "connection pool too small", HERE) == ["The pool"]
    assert await titles(library, "when does the moon job run", HERE) == ["The moon"]


async def test_a_page_is_replaced_by_its_path(library: Library) -> None:
    await library.keep(THREADS, [POOL])
    await library.keep(THREADS, [page("a.md", "# The pool\n\nThe swimming pool is closed.")])
    (hit,) = await library.search("the pool", filters=HERE)
    assert "swimming" in hit.text


async def test_the_same_again_embeds_nothing(library: Library) -> None:
    await library.keep(THREADS, [POOL])
    report = await library.keep(THREADS, [POOL])
    assert (report.unchanged, report.chunks) == (1, 0)


async def test_its_audience_alone_finds_it(library: Library) -> None:
    await library.keep(THREADS, [POOL])
    assert await titles(library, "connection pool too small", ELSEWHERE) == []
    assert await titles(library, "connection pool too small", Filters()) == []


async def test_what_is_forgotten_is_found_no_more(library: Library) -> None:
    await library.keep(THREADS, [POOL, MOON])
    assert await library.forget("threads", ["a.md", "never.md"]) == 1
    assert await library.forget("threads", ["a.md"]) == 0
    assert await library.forget("nothing", ["a.md"]) == 0
    assert "The pool" not in await titles(library, "connection pool too small", HERE)
    assert await titles(library, "when does the moon job run", HERE) == ["The moon"]


@pytest.mark.parametrize(("state", "kept"), [(SourceState.PAUSED, 0), (SourceState.REMOVED, 1)])
async def test_a_paused_source_keeps_nothing_and_a_removed_one_comes_back(
    library: Library, database: Database, state: SourceState, kept: int
) -> None:
    store = SourceStore(database)
    source = await store.put(THREADS)
    await store.change(source.id, state=state)
    report = await library.keep(THREADS, [POOL])
    assert report.added == kept
