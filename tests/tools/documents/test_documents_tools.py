from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from knowledge import KnowledgeSettings, Library
from knowledge.sources import FolderReader
from storage import Catalog, Database
from storage.knowledge import NewSource, SourceStore
from tools.connections import Connections
from tools.documents import (
    DocumentPage,
    Passages,
    PastIncidents,
    find_past_incidents,
    read_document,
    search_documents,
)
from tools.documents.age import aged, ago
from tools.gate import Subject
from tools.settings import ToolSettings
from tools.tool import ToolError


async def test_the_runbook_of_an_alert_comes_first_with_its_link(connections: Connections) -> None:
    result = await search_documents.function(connections, "what do we do when KubePodCrashLooping fires?")
    best = result.passages[0]
    assert best.path == "KubePodCrashLooping.md"
    assert result.url == best.url
    assert best.url is not None
    assert best.url.startswith("https://github.example/handbook/blob/main/runbooks/KubePodCrashLooping.md#")
    assert result.title().startswith("KubePodCrashLooping")
    assert best.text in result.content()


async def test_runbooks_and_incidents_do_not_mix(connections: Connections) -> None:
    runbooks = await search_documents.function(connections, "connection pool exhausted", limit=20)
    assert not any(passage.path.startswith("INC-") for passage in runbooks.passages)
    incidents = await find_past_incidents.function(connections, "connection pool exhausted", limit=10)
    assert all(incident.path.startswith("INC-") for incident in incidents.incidents)


async def test_a_past_incident_has_its_facts(connections: Connections) -> None:
    result = await find_past_incidents.function(connections, "5xx after a deploy of checkout", "checkout")
    best = result.incidents[0]
    assert (best.id, best.severity, best.services, best.duration_minutes) == (
        "INC-17",
        "SEV2",
        ["checkout"],
        52,
    )
    assert best.cause is not None
    assert "one query per cart item" in best.cause
    assert best.date == (datetime.now(UTC).date() - timedelta(days=77)).isoformat()
    assert best.age_days == 77
    assert "52 minutes" in result.content()
    assert "77 days ago" in result.content()


async def test_incidents_of_the_service_go_first(connections: Connections) -> None:
    result = await find_past_incidents.function(connections, "customers got something twice", "notifications")
    assert result.incidents[0].id == "INC-31"


async def test_what_nothing_is_like_is_said(connections: Connections) -> None:
    result = await find_past_incidents.function(connections, "write me a poem about tulips in spring")
    assert result.incidents == []
    assert "No past incident" in result.title()


async def test_a_document_can_be_read_whole(connections: Connections) -> None:
    page = await read_document.function(connections, "rollback-a-release")
    assert page.name == "Roll back a release"
    assert (
        "A rollback by one version needs no approval" in page.text.replace("\n", " ") or "May I?" in page.text
    )
    with pytest.raises(ToolError, match="search_documents"):
        await read_document.function(connections, "no-such-page")


async def test_results_survive_being_stored(connections: Connections) -> None:
    passages = await search_documents.function(connections, "disk full")
    assert Passages.model_validate(passages.model_dump(mode="json")) == passages
    incidents = await find_past_incidents.function(connections, "cache")
    assert PastIncidents.model_validate(incidents.model_dump(mode="json")) == incidents
    page = await read_document.function(connections, "INC-23")
    assert DocumentPage.model_validate(page.model_dump(mode="json")) == page


async def test_an_old_page_says_so(tmp_path: Path, library: Library, empty: Connections) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "old.md").write_text(
        "---\ndate: 2019-05-01\n---\n# Printer\n\nTurn the printer off and on.\n", "utf-8"
    )
    await library.ingest(folder)
    result = await search_documents.function(empty, "printer is broken")
    assert "it is old" in result.content()


async def test_an_empty_library_answers_that_there_is_nothing(empty: Connections) -> None:
    result = await search_documents.function(empty, "anything at all")
    assert (result.passages, result.url) == ([], None)
    assert "No document" in result.content()


async def test_an_index_that_is_down_is_a_tool_error(
    tmp_path: Path, library: Library, database: Database
) -> None:
    (tmp_path / "page.md").write_text("# Printer\n\nTurn it off and on.\n", "utf-8")
    await library.ingest(tmp_path)
    library = Library.open(KnowledgeSettings(home=tmp_path, chroma_url="http://127.0.0.1:9"), database)
    connections = Connections(ToolSettings(), Catalog(), library)
    with pytest.raises(ToolError, match="CHROMA_URL"):
        await search_documents.function(connections, "anything")


async def test_what_decides_is_quoted_with_its_age_and_a_newer_page_that_says_otherwise(
    tmp_path: Path, library: Library, database: Database
) -> None:
    pages = {
        "pool.md": (
            "2025-02-03",
            "Database connections",
            "Each instance of ledger keeps 20 connections open.",
        ),
        "pool-2.md": (
            "2026-02-03",
            "Connections of the database",
            "Each instance of ledger keeps 50 connections.",
        ),
        "lunch.md": ("2026-02-03", "Lunch", "The canteen opens at 12."),
    }
    for name, (day, title, text) in pages.items():
        page = f"---\ndate: {day}\n---\n# {title}\n\nThis page is about its title.\n\n{text}\n"
        (tmp_path / name).write_text(page, "utf-8")
    await library.ingest(tmp_path, "https://wiki.example")
    connections = Connections(ToolSettings(knowledge_old_days=60), Catalog(), library)
    found = await search_documents.function(connections, "how many connections does ledger keep open?")
    (said,) = [quote for quote in found.quotes if quote.page.path == "pool.md"]
    assert "Each instance of ledger keeps 20 connections open." in said.text
    assert found.old(said.page)
    (newer,) = found.newer
    assert (newer.path, newer.page.path) == ("pool.md", "pool-2.md")
    assert newer.page.url == "https://wiki.example/pool-2.md#connections-of-the-database"
    assert newer.otherwise == "Each instance of ledger keeps 50 connections."
    for part in (said.text, newer.otherwise, "A newer page says otherwise", "it is old", "months ago"):
        assert part in found.content()
    assert Passages.model_validate(found.model_dump(mode="json")) == found


async def test_a_newer_page_that_may_not_be_seen_is_not_told_of(
    tmp_path: Path, library: Library, database: Database
) -> None:
    for name, day, count in (("open", "2025-02-03", 20), ("private", "2026-02-03", 50)):
        (tmp_path / name).mkdir()
        page = f"---\ndate: {day}\n---\n# Connections\n\nEach instance of ledger keeps {count} connections.\n"
        (tmp_path / name / f"{name}.md").write_text(page, "utf-8")
    await library.ingest(tmp_path / "open")
    source = await SourceStore(database).put(
        NewSource(
            "private",
            "folder",
            {"folder": str(tmp_path / "private")},
            "U0",
            audience={"kind": "channels", "names": ["C0PRIVATE"]},
        )
    )
    await library.read_source(source, FolderReader(tmp_path / "private", None))
    connections = Connections(ToolSettings(), Catalog(), library)
    question = "how many connections does ledger keep?"
    assert (await search_documents.function(connections, question)).newer == []
    inside = connections.for_subject(Subject("U0MAYA", uuid4(), "C0PRIVATE"))
    (newer,) = (await search_documents.function(inside, question)).newer
    assert newer.page.path == "private.md"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (13, "13 days ago"),
        (21, "3 weeks ago"),
        (90, "3 months ago"),
        (800, "2 years ago"),
    ],
)
def test_ages_are_said_in_plain_words(days: int, said: str) -> None:
    assert ago(days) == said


def test_a_team_sets_what_is_old() -> None:
    assert "it is old" in aged("2026-01-01", 61, 60)
    assert "it is old" not in aged("2026-01-01", 60, 60)
    assert "it is old" not in aged("2016-01-01", 4000, 0)
    assert aged("last summer", None, 60) == "undated"
