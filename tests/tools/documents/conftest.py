from datetime import UTC, datetime

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company.documents import documents
from storage import Catalog
from tools.connections import Connections
from tools.settings import ToolSettings


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Connections:
    """Nothing was read yet."""
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
    return Connections(ToolSettings(), Catalog(), library)


@pytest.fixture(scope="module")
async def connections(tmp_path_factory: pytest.TempPathFactory) -> Connections:
    """The company's handbook, ingested."""
    folder = tmp_path_factory.mktemp("handbook")
    for page in documents(datetime.now(UTC)):
        file = folder / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.text, "utf-8")
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
    await library.ingest(folder / "runbooks", "https://github.example/handbook/blob/main/runbooks")
    await library.ingest(
        folder / "postmortems", "https://github.example/handbook/blob/main/postmortems", kind="incident"
    )
    return Connections(ToolSettings(), Catalog(), library)
