"""What the crew says from documents without a model: quotes, ages, contradictions, or nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from storage import Catalog, Database
from tests.agents.conftest import Office
from tools.connections import Connections
from tools.settings import ToolSettings

NOW = datetime.now(UTC).date()


@pytest.fixture
async def library(tmp_path: Path, database: Database) -> AsyncIterator[Library]:
    opened = Library.open(KnowledgeSettings(home=tmp_path / "home"), database)
    yield opened
    await opened.close()


@pytest.fixture
async def office(tmp_path: Path, database: Database, library: Library) -> Office:
    """A crew that has read two pages, which say different things."""
    folder = tmp_path / "runbooks"
    folder.mkdir()
    pages = {
        "backlog.md": (800, "Backlog of webhooks", "Replay the webhooks in batches of 20 at a time."),
        "backlog-new.md": (
            21,
            "Backlog of webhooks after the move",
            "Replay the webhooks in batches of 500.",
        ),
    }
    for name, (days, title, text) in pages.items():
        day = NOW - timedelta(days=days)
        page = f"---\ndate: {day}\n---\n# {title}\n\nWebhooks wait in a queue.\n\n{text}\n"
        (folder / name).write_text(page, "utf-8")
    await library.ingest(folder, "https://wiki.example")
    return Office(database, Connections(ToolSettings(), Catalog(), library))


async def test_the_answer_quotes_says_how_old_and_warns(office: Office) -> None:
    answer = await office.answer("runbook: how do we replay the backlog of webhooks, in which batches?")
    assert "> Replay the webhooks in batches of 20 at a time." in answer.text
    assert "changed 2 years ago" in answer.text
    assert "check that it still holds" in answer.text
    assert "newer page says otherwise" in answer.text
    assert "> Replay the webhooks in batches of 500." in answer.text
    assert "changed 3 weeks ago" in answer.text
    assert answer.citations


async def test_nothing_is_said_where_nothing_was_found(
    database: Database, tmp_path: Path, library: Library
) -> None:
    office = Office(database, Connections(ToolSettings(), Catalog(), library))
    answer = await office.answer("is there a runbook for the printer on the third floor?")
    assert "I found nothing about “is there a runbook for the printer on the third floor?”" in answer.text
