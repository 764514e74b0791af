"""Reading sources: what is embedded again, who may read at a time, pausing and removing."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from knowledge import KnowledgeError, KnowledgeSettings, Library, Progress, minilm
from knowledge.index import GRAINS, Index
from knowledge.schedule import is_due
from knowledge.settings import KnowledgeFolder
from storage import Database
from storage.knowledge import SourceStore
from storage.models import KnowledgePage, KnowledgePassage, KnowledgeSource, KnowledgeVector


class Counting:
    """The model of this machine, which notes what it was given."""

    name = minilm().name

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.texts += texts
        return minilm().embed(texts)

    def count(self, text: str) -> int:
        return minilm().count(text)


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def home(tmp_path: Path) -> KnowledgeSettings:
    return KnowledgeSettings(home=tmp_path / "home")


@pytest.fixture
async def counted(home: KnowledgeSettings, database: Database, counting: Counting) -> AsyncIterator[Library]:
    """A library whose embedder counts."""
    opened = Library(home, counting, database)
    yield opened
    await opened.close()


async def count(database: Database, *conditions: Any, table: Any = KnowledgeVector) -> int:
    async with database.session() as session:
        query = select(func.count()).select_from(table).where(*conditions)
        return int((await session.execute(query)).scalar_one())


async def source_of(database: Database, folder: Path) -> KnowledgeSource:
    found = await SourceStore(database).get(str(folder))
    assert found is not None
    return found


def long_page(folder: Path, changed: int | None = None) -> None:
    """A page of ten passages; one of them may say something else."""
    parts = [
        f"## Step {number}\n\nTurn valve {number} {'right' if number == changed else 'left'}.\n"
        for number in range(10)
    ]
    (folder / "long.md").write_text("# Valves\n\n" + "\n".join(parts), "utf-8")


async def test_an_edited_page_embeds_only_what_changed(
    counted: Library, counting: Counting, folder: Path
) -> None:
    long_page(folder)
    await counted.ingest(folder)
    counting.texts.clear()
    assert (await counted.ingest(folder)).chunks == 0
    assert counting.texts == []
    long_page(folder, changed=4)
    report = await counted.ingest(folder)
    assert (report.changed, report.unchanged, report.chunks) == (1, 3, 1)
    assert not [text for text in counting.texts if "valve 3" in text and "valve 4" not in text]
    # The passage under its titles and alone, and the page as a whole.
    assert len(counting.texts) == 3


async def test_a_copied_page_is_embedded_once_and_found_once_with_both_places(
    counted: Library, counting: Counting, database: Database, folder: Path
) -> None:
    original = folder / "runbooks/DiskFilling.md"
    await counted.ingest(folder)
    vectors = await count(database)
    counting.texts.clear()
    copy = folder / "old/DiskFilling.md"
    copy.parent.mkdir()
    copy.write_bytes(original.read_bytes())
    assert (await counted.ingest(folder)).chunks == 0
    # What a page is about is told by its folder, too; its passages and its text are the same.
    assert not [text for text in counting.texts if "volume" in text]
    assert await count(database) - vectors <= 1
    found = [
        hit for hit in await counted.search("the volume will be full within a day") if hit.title == "Disk"
    ]
    assert len(found) == 1
    places = {found[0].path, *found[0].also_at}
    assert places == {"runbooks/DiskFilling.md", "old/DiskFilling.md"}


async def test_the_same_passage_of_two_sources_has_one_vector(
    counted: Library, database: Database, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page.md").write_text("# Pumps\n\nThe pump needs oil.\n", "utf-8")
        await counted.ingest(tmp_path / name)
    assert await count(database, table=KnowledgePassage) == 2
    async with database.session() as session:
        digests = set((await session.execute(select(KnowledgePassage.digest))).scalars())
    assert len(digests) == 1
    assert await count(database, KnowledgeVector.digest.in_(digests)) == 1


async def test_two_processes_do_not_read_the_same_source_at_once(
    home: KnowledgeSettings, database: Database, folder: Path
) -> None:
    embedders = [Counting(), Counting()]
    libraries = [Library(home, embedder, database) for embedder in embedders]
    reports = await asyncio.gather(*(library.ingest(folder) for library in libraries))
    assert sorted((report.added, report.unchanged) for report in reports) == [(0, 3), (3, 0)]
    assert sorted(bool(embedder.texts) for embedder in embedders) == [False, True]
    for library in libraries:
        await library.close()


async def test_what_fails_is_kept_with_the_source_until_it_works_again(
    counted: Library, database: Database, folder: Path
) -> None:
    (folder / "binary.md").write_bytes(b"\x89PNG\r\n\x00\x01\x02" * 50)
    await counted.ingest(folder)
    source = await source_of(database, folder)
    assert source.report is not None
    assert [page["path"] for page in source.report["skipped"]] == ["binary.md"]
    assert (source.error, source.progress) == (None, None)
    os.rename(folder, folder.with_name("away"))  # noqa: PTH104 - pathlib's own is refused in async code
    with pytest.raises(KnowledgeError, match="no folder"):
        await counted.ingest(folder)
    assert "no folder" in ((await source_of(database, folder)).error or "")
    assert await counted.search("crash loop")
    os.rename(folder.with_name("away"), folder)  # noqa: PTH104 - pathlib's own is refused in async code
    await counted.ingest(folder)
    assert (await source_of(database, folder)).error is None


async def test_folders_of_the_settings_are_sources_that_are_read_when_due(
    tmp_path: Path, database: Database, folder: Path
) -> None:
    named = KnowledgeFolder(path=folder, url="https://example.com")
    settings = KnowledgeSettings(home=tmp_path / "home", knowledge_folders=(named,))
    library = Library.open(settings, database)
    (source,) = await library.add_folders()
    assert (source.added_by, source.kind, source.name) == ("settings", "folder", str(folder))
    assert [due.id for due in await library.due()] == [source.id]
    report = await library.do_what_is_due(source.id)
    assert report is not None
    assert report.added == 3
    read = await source_of(database, folder)
    assert read.begun_at is not None
    assert not is_due(read, minilm().name, read.begun_at)
    assert is_due(read, minilm().name, read.begun_at + timedelta(minutes=10))
    # Whoever takes a folder out of the settings no longer wants its pages.
    without = Library.open(KnowledgeSettings(home=tmp_path / "home"), database)
    assert await without.add_folders() == []
    assert (await without.search("crash loop")).nothing
    await without.do_what_is_due(source.id)
    assert await count(database, table=KnowledgeSource) == 0
    await library.close()
    await without.close()


async def test_a_paused_source_is_found_and_not_read(
    tmp_path: Path, database: Database, folder: Path
) -> None:
    settings = KnowledgeSettings(home=tmp_path / "home", knowledge_folders=(KnowledgeFolder(path=folder),))
    library = Library.open(settings, database)
    (source,) = await library.add_folders()
    await library.do_what_is_due(source.id)
    await SourceStore(database).change(source.id, begun_at=None)
    assert await library.due()
    assert await library.pause(source.name)
    assert await library.due() == []
    await library.add_folders()
    assert (await source_of(database, folder)).state == "paused"
    assert (await library.search("crash loop"))[0].title == "Crash loops"
    assert await library.pause(source.name, paused=False)
    await library.do_what_is_due(source.id)
    assert await library.due() == []
    assert await library.pause(source.name)
    assert await library.pause(source.name, paused=False)
    assert await library.due(), "what was changed meanwhile is read at once"
    await library.close()


async def test_a_removed_source_leaves_nothing(
    counted: Library, home: KnowledgeSettings, database: Database, folder: Path
) -> None:
    await counted.ingest(folder / "runbooks")
    await counted.ingest(folder / "postmortems")
    source = await source_of(database, folder / "runbooks")
    others = await count(database, KnowledgePage.source_id != source.id, table=KnowledgePage)
    assert await counted.remove(source.name)
    assert not await counted.remove(source.name)
    assert await count(database, table=KnowledgeSource) == 1
    assert await count(database, table=KnowledgePage) == others == 1
    async with database.session() as session:
        page = (await session.execute(select(KnowledgePage))).scalar_one()
        digests = set((await session.execute(select(KnowledgePassage.digest))).scalars())
        kept = set((await session.execute(select(KnowledgeVector.digest))).scalars())
    assert kept == {page.digest, page.meaning, *digests}
    index = Index(home.index_folder, None, minilm().name)
    assert [await asyncio.to_thread(index.digests, source.id, grain) for grain in GRAINS] == [set(), set()]
    await asyncio.to_thread(index.close)
    found = await counted.search("errors after a release: the connection pool was exhausted", k=20)
    assert {hit.path for hit in found} == {"INC-17.md"}


async def test_a_reading_stops_when_its_source_is_removed(
    counted: Library, database: Database, folder: Path
) -> None:
    for number in range(30):
        (folder / f"page-{number}.md").write_text(f"# Page {number}\n\nPump {number}.\n", "utf-8")
    begun = asyncio.Event()

    def show(_: Progress) -> None:
        begun.set()

    reading = asyncio.ensure_future(counted.ingest(folder, progress=show))
    await begun.wait()
    assert await counted.remove(str(folder))
    await asyncio.gather(reading, return_exceptions=True)
    assert await count(database, table=KnowledgeSource) == 0
    assert await count(database, table=KnowledgePage) == 0


async def test_a_search_during_an_ingest_waits_for_no_batch(counted: Library, folder: Path) -> None:
    await counted.ingest(folder)
    for number in range(40):
        text = "".join(f"\n## Part {part}\n\nValve {part} of pump {number}.\n" for part in range(5))
        (folder / f"page-{number}.md").write_text(f"# Page {number}\n{text}", "utf-8")
    await counted.warm()
    reading = asyncio.ensure_future(counted.ingest(folder))
    answered = 0
    while not reading.done():
        assert (await counted.search("container crashes again and again"))[0].title == "Crash loops"
        answered += 1
    assert (await reading).added == 40
    assert answered > 2


async def test_an_index_that_was_lost_is_made_again_from_the_rows(
    counted: Library, counting: Counting, home: KnowledgeSettings, folder: Path
) -> None:
    await counted.ingest(folder)
    await counted.close()
    await asyncio.to_thread(shutil.rmtree, home.index_folder)
    counting.texts.clear()
    assert (await counted.ingest(folder)).unchanged == 3
    assert counting.texts == []
    assert (await counted.search("container crashes again and again"))[0].title == "Crash loops"
