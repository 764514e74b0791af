from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from storage import Database


@pytest.fixture
async def library(tmp_path: Path, database: Database) -> AsyncIterator[Library]:
    """An empty library on disk, with the real model."""
    opened = Library.open(KnowledgeSettings(home=tmp_path / "home"), database)
    yield opened
    await opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three pages."""
    pages = {
        "runbooks/KubePodCrashLooping.md": (
            "---\nalert: KubePodCrashLooping\n---\n# Crash loops\n\nA pod keeps restarting.\n\n"
            "## Find out why\n\nLook at the exit code:\n\n```sh\n# not a heading\nkubectl describe pod\n```\n"
        ),
        "runbooks/DiskFilling.md": "# Disk\n\nThe volume will be full within a day. Grow the volume.\n",
        "postmortems/INC-17.md": (
            "---\nid: INC-17\ndate: 2026-09-06\n---\n# Errors after a release\n\n"
            "The connection pool was exhausted.\n"
        ),
    }
    for name, text in pages.items():
        file = tmp_path / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path / "docs"
