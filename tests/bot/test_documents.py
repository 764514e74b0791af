"""Sources are read in the background, once among all replicas."""

import asyncio
from pathlib import Path

from sqlalchemy import text

from bot.documents import Documents
from knowledge import KnowledgeFolder, KnowledgeSettings, Library
from storage import Database, Queue
from storage.knowledge import SourceStore


async def test_replicas_read_the_folders_of_the_settings_once(tmp_path: Path, database: Database) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "pump.md").write_text("# Pumps\n\nA pump needs oil.\n", "utf-8")
    broken = KnowledgeFolder(path=tmp_path / "nowhere")
    settings = KnowledgeSettings(
        home=tmp_path / "home", knowledge_folders=(KnowledgeFolder(path=folder), broken)
    )
    queues = [Queue(database.url), Queue(database.url)]
    libraries = [Library.open(settings, database) for _ in queues]
    replicas = [Documents(library, database, queue) for library, queue in zip(libraries, queues, strict=True)]
    for queue, replica in zip(queues, replicas, strict=True):
        await queue.open()
        await replica.begin()
    async with database.session() as session:
        jobs = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'read_source'")
        assert (await session.execute(jobs)).scalar_one() == 2
    for queue in queues:
        queue.start_worker(("default",))
    sources = SourceStore(database)
    async with asyncio.timeout(60):
        while not all(source.read_at or source.error for source in await sources.all()):
            pass
    read, failed = sorted(await sources.all(), key=lambda source: source.error is not None)
    assert read.report is not None
    assert (read.report["added"], read.report["chunks"]) == (1, 1)
    # What can't be read says why, and ends nothing.
    assert "no folder" in (failed.error or "")
    assert (await libraries[1].search("What does a pump need?"))[0].path == "pump.md"
    await asyncio.gather(*(queue.close() for queue in queues))
    await asyncio.gather(*(library.close() for library in libraries))
