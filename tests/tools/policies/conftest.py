from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company.documents import documents
from storage import Catalog, RepositoryEntry, ServiceEntry
from tools.connections import Connections
from tools.settings import ToolSettings

NOW = datetime.now(UTC)
CATALOG = Catalog(
    services=(ServiceEntry(name="checkout"), ServiceEntry(name="payments")),
    repositories=(
        RepositoryEntry(name="larkfield/payments", service="payments"),
        RepositoryEntry(name="larkfield/checkout", service="checkout"),
    ),
)


@pytest.fixture
def connect(tmp_path: Path) -> Callable[[Path | None], Connections]:
    """Connections with a folder of policies."""

    def connect(folder: Path | None) -> Connections:
        settings = ToolSettings(
            policies=folder, policies_url="https://github.example/handbook/blob/main/policies"
        )
        return Connections(settings, CATALOG, Library.open(KnowledgeSettings(home=tmp_path / "home")))

    return connect


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """The company's policies as files."""
    for page in documents(NOW):
        if page.path.startswith("policies/"):
            file = tmp_path / page.path
            file.parent.mkdir(exist_ok=True)
            file.write_text(page.text, "utf-8")
    return tmp_path / "policies"


@pytest.fixture
def connections(connect: Callable[[Path | None], Connections], policies: Path) -> Connections:
    """Connections with the company's policies."""
    return connect(policies)
