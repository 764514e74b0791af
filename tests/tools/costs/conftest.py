from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import KnowledgeSettings, Library
from sandbox.company.costs import focus_csv
from storage import Catalog
from tools.connections import Connections
from tools.settings import ToolSettings


@pytest.fixture
def connect(tmp_path: Path) -> Callable[[Path | None], Connections]:
    """Connections with a file of costs."""

    def connect(file: Path | None) -> Connections:
        settings = ToolSettings(
            costs_file=file, costs_url="https://github.example/handbook/blob/main/costs/focus.csv"
        )
        return Connections(settings, Catalog(), Library.open(KnowledgeSettings(home=tmp_path / "home")))

    return connect


@pytest.fixture
def costs_file(tmp_path: Path) -> Path:
    """The company's bill up to yesterday."""
    file = tmp_path / "focus.csv"
    file.write_text(focus_csv(datetime.now(UTC)), "utf-8")
    return file


@pytest.fixture
def connections(connect: Callable[[Path | None], Connections], costs_file: Path) -> Connections:
    """Connections with the company's bill."""
    return connect(costs_file)
