"""An ingest that is killed at any moment is mended by the next one."""

import asyncio
import multiprocessing
import os
import random
import signal
import threading
from pathlib import Path
from time import perf_counter

import pytest

from knowledge import KnowledgeSettings, Library
from storage import Database
from tests.knowledge.state import state_of
from tests.postgres import Postgres

KILLS = 10
PAGES = 30
CHANCE = random.SystemRandom()
# A process that is forked from one that has imported all this begins at once.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__, "chromadb", "onnxruntime", "tokenizers", "storage.locks"])


def _write(folder: Path, edition: int) -> None:
    for number in range(PAGES):
        text = f"# Page {number}\n\nThe pump {number} in hall {number % 7} needs {number + edition} bar.\n"
        more = "".join(f"\n## Part {part}\n\nValve {part} of pump {number}.\n" for part in range(number % 4))
        file = folder / f"part-{number % 5}" / f"page-{number}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + more, "utf-8")


def _ingest(home: Path, url: str, folder: Path, kill_after: float) -> None:
    """What the processes do: read the folder, and die after some seconds at whatever they are."""

    async def ingest() -> None:
        database = Database(url)
        library = Library.open(KnowledgeSettings(home=home), database)
        await library.count()
        killer = threading.Timer(kill_after, os.kill, (os.getpid(), signal.SIGKILL))
        killer.daemon = True
        killer.start()
        await library.ingest(folder)
        await library.close()
        await database.close()

    asyncio.run(ingest())


async def _is_killed(home: Path, url: str, folder: Path, kill_after: float) -> bool:
    process = PROCESSES.Process(target=_ingest, args=(home, url, folder, kill_after))
    process.start()
    await asyncio.to_thread(process.join, 100.0)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


@pytest.mark.timeout(400)
async def test_ten_kills_leave_what_a_clean_run_leaves(
    tmp_path: Path, database: Database, postgres: Postgres
) -> None:
    folder, home = tmp_path / "docs", tmp_path / "home"
    # Pages change meanwhile: most of the kills hit an ingest that replaces what is there.
    _write(folder, 0)
    begun = perf_counter()
    assert not await _is_killed(home, database.url, folder, 100.0)
    whole = perf_counter() - begun
    kills = edition = 0
    while kills < KILLS:
        edition += 1
        _write(folder, edition // 2)
        kills += await _is_killed(home, database.url, folder, CHANCE.uniform(0, whole / 2))
    assert not await _is_killed(home, database.url, folder, 100.0)

    clean = Database(postgres.new_database())
    library = Library.open(KnowledgeSettings(home=tmp_path / "clean"), clean)
    await library.ingest(folder)
    await library.close()
    expected = await state_of(clean, tmp_path / "clean", str(folder))
    assert len(expected.pages) == PAGES
    assert await state_of(database, home, str(folder)) == expected
    await clean.close()
