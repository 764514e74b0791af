from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company.documents import documents
from storage import Catalog, Database
from tests.postgres import Postgres
from tools.connections import Connections
from tools.settings import ToolSettings


@pytest.fixture
async def library(tmp_path: Path, database: Database) -> AsyncIterator[Library]:
    """Nothing was read yet."""
    opened = Library.open(KnowledgeSettings(home=tmp_path / "home"), database)
    yield opened
    await opened.close()


@pytest.fixture
def empty(library: Library) -> Connections:
    """Connections to a library that is empty."""
    return Connections(ToolSettings(), Catalog(), library)


@pytest.fixture(scope="module")
async def connections(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres
) -> AsyncIterator[Connections]:
    """The company's handbook, ingested."""
    folder = tmp_path_factory.mktemp("handbook")
    for page in documents(datetime.now(UTC)):
        file = folder / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.text, "utf-8")
    database = Database(postgres.new_database())
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")), database)
    await library.ingest(folder / "runbooks", "https://github.example/handbook/blob/main/runbooks")
    await library.ingest(
        folder / "postmortems", "https://github.example/handbook/blob/main/postmortems", kind="incident"
    )
    yield Connections(ToolSettings(), Catalog(), library)
    await library.close()
    await database.close()
