"""What the crew says of a repository's debt without a model."""

import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge import Library
from storage import Catalog, Database, RepositoryEntry
from tests.agents.conftest import Office
from tools.connections import Connections
from tools.settings import ToolSettings

TANGLED = "def settle(order):\n" + "".join(
    f"    if order.kind == {number}:\n        return {number}\n" for number in range(14)
)


def commit(folder: Path, days_ago: int, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    who = ["-c", "user.name=Ines Duarte", "-c", "user.email=ines@x.example"]
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    subprocess.run(
        ["git", *who, "commit", "-q", "-m", name, f"--date={at}"],
        cwd=folder,
        check=True,
        env={"GIT_COMMITTER_DATE": at, "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture
def tills(tmp_path: Path) -> Path:
    """A repository that became harder to follow."""
    folder = tmp_path / "tills"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, check=True)
    plain = "".join(f"    order.line_{number} = {number}\n" for number in range(10))
    commit(folder, 80, "settle.py", f"def settle(order):\n{plain}    return 1\n")
    commit(folder, 40, "settle.py", TANGLED)
    commit(folder, 5, "settle.py", TANGLED + "    return None\n")
    return folder


@pytest.fixture
async def office(tills: Path, database: Database, empty_library: Library) -> AsyncIterator[Office]:
    """A crew for that repository."""
    entry = RepositoryEntry(name="tills", provider="git", path=tills, service="tills")
    connections = Connections(ToolSettings(), Catalog(repositories=(entry,)), empty_library)
    yield Office(database, connections)
    await connections.close()


async def test_where_it_costs_most_and_what_to_do(office: Office) -> None:
    answer = await office.answer("where is the technical debt in tills?")
    assert answer.specialists == ["code-reviewer"]
    assert "became harder to follow" in answer.text
    assert "`settle.py`: 100% of all change × complexity, 3 changes by 1" in answer.text
    assert "Split `settle` into 2 functions" in answer.text
    assert "Add a README" in answer.text
    assert {finding.rule for finding in answer.findings} == {"recommendation/split"}
    assert [citation.tool for citation in answer.citations] == ["technical_debt"]


async def test_without_a_name_it_asks_back(office: Office) -> None:
    answer = await office.answer("how much technical debt do we have")
    assert "Of which repository?" in answer.text or "tills" in answer.text
