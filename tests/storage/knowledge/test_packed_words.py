"""Postgres packs the words of a page, and Python reads them: both must mean the same."""

from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from storage import Database
from storage.knowledge import (
    NewPage,
    NewSource,
    PageSearch,
    PageStore,
    SourceStore,
    StoredVector,
    VectorStore,
)
from storage.knowledge.packed_words import counted

EMBEDDER, DIGEST = "test", "0" * 32


async def test_what_postgres_packs_is_what_is_read(database: Database) -> None:
    texts = [
        "drain the queue, then drain it again and restart the mailer",
        "Größe und Länge, 数据库 restart " + "word " * 400,
        "",
    ]
    source = await SourceStore(database).put(NewSource("docs", "folder", {}, added_by="test"))
    await VectorStore(database, EMBEDDER).add([StoredVector(DIGEST, b"\0" * 4, b"\1" * 4)])
    await PageStore(database).replace(source.id, [_page(str(n), words) for n, words in enumerate(texts)])
    async with database.session() as session:
        rows = (await session.execute(text("SELECT id, tsvector_to_array(words) FROM knowledge_pages"))).all()
        there = {row[0]: set(row[1]) for row in rows}
    everything = sorted(set().union(*there.values(), {"nowhere"}))
    async with PageSearch(database, EMBEDDER).looking() as look:
        pages = await look.pages([*there])
    found = counted([page.words for page in pages], everything)
    assert {page.id: set(words) for page, words in zip(pages, found, strict=True)} == there
    by_path = {page.path: words for page, words in zip(pages, found, strict=True)}
    assert by_path["0"]["drain"] == 2
    assert by_path["1"]["restart"] == 1
    assert by_path["1"]["word"] > 200  # Postgres counts up to 256
    assert by_path["2"] == {}


WORD = st.text(max_size=4)


@given(st.lists(st.lists(WORD, max_size=6, unique=True), max_size=5), st.lists(WORD))
def test_each_page_has_its_own_words_alone(pages: list[list[str]], asked: list[str]) -> None:
    found = counted([_packed(words) for words in pages], asked)
    assert found == [{w: n for n, w in enumerate(words, 1) if w in asked} for words in pages]


def _packed(words: list[str]) -> bytes:
    return b"".join(
        sha256(word.encode()).digest()[:4] + count.to_bytes(2, "big") for count, word in enumerate(words, 1)
    )


def _page(path: str, words: str) -> NewPage:
    return NewPage(
        path=path,
        version="1",
        title=path,
        kind="document",
        url=None,
        day="",
        changed_at=datetime.now(UTC),
        commit=None,
        services=[],
        names=[],
        details={},
        passages=[],
        subjects=[],
        digest=DIGEST,
        meaning=DIGEST,
        words=words,
        plain_words="",
    )
