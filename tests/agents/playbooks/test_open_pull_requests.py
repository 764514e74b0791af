"""What waits for a review: in one repository, or in all that the asker may see."""

import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agents.case import Case
from agents.playbooks.open_pull_requests import MOST_LOOKED_AT, open_pull_requests
from agents.playbooks.playbook import Draft, Outcome
from agents.routing.names import Names
from knowledge import Library
from storage import Catalog, Database, RepositoryEntry
from tests.agents.conftest import Office
from tools.connections import Connections
from tools.gate import Gate
from tools.repos import PullList, PullSummary
from tools.settings import ToolSettings
from tools.tool import ToolError
from tools.toolbox import Cited

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
ALL = Case("which pull requests are open?", NOW, Names(), repositories=("x/web", "x/api", "x/docs"))


def pull(repository: str, number: int, **waiting: int) -> PullSummary:
    opened = NOW - timedelta(**waiting)
    return PullSummary(
        number=number,
        title=f"Change {number}",
        author="ines",
        state="open",
        branch="b",
        base="main",
        created_at=opened,
        updated_at=opened,
        url=f"https://github.com/{repository}/pull/{number}",
    )


WAITING = {
    "x/web": [pull("x/web", 7, hours=3), pull("x/web", 5, days=4)],
    "x/api": [pull("x/api", number, days=number) for number in (2, 9, 1, 4)],
    "x/docs": [],
}


def said(case: Case, waiting: Mapping[str, list[PullSummary] | ToolError] = WAITING) -> Draft:
    """What the playbook says, given what waits where."""
    script = open_pull_requests(case)
    outcomes: list[Outcome] = []
    try:
        for number, one in enumerate(next(script), 1):
            name = one.arguments["repository"]
            found = waiting[name]
            if isinstance(found, ToolError):
                outcomes.append(found)
                continue
            result = PullList(source="github", repository=name, state="open", pull_requests=found)
            outcomes.append(Cited(number, result, result.title(), result.content(), ()))
        script.send(outcomes)
    except StopIteration as stop:
        draft: Draft = stop.value
        return draft
    raise AssertionError("one step is enough")


def test_without_a_place_all_are_looked_at_and_the_longest_waiting_comes_first() -> None:
    text = said(ALL).text
    assert text.startswith("**x/api#9** waits longest: open for 9 days [E2].")
    assert text.index("**x/api**, 4 open [E2]") < text.index("**x/web**, 2 open [E1]")
    assert text.index("/pull/9)") < text.index("/pull/4)") < text.index("/pull/2)")
    assert "- [#7](https://github.com/x/web/pull/7) Change 7, by ines, 3 h" in text
    assert "None open in x/docs [E3]." in text
    assert "I could not look" not in text
    assert "Not looked at" not in text


def test_what_is_refused_or_too_much_is_named() -> None:
    refused: dict[str, list[PullSummary] | ToolError] = {
        **WAITING,
        "x/web": ToolError("Refused: this is for its engineers."),
    }
    draft = said(ALL, refused)
    assert "I could not look at x/web" in draft.text
    assert "Change 7" not in draft.text + draft.details
    assert "x/web: Refused: this is for its engineers." in draft.details
    many = [f"x/r{number}" for number in range(MOST_LOOKED_AT + 2)]
    draft = said(replace(ALL, repositories=tuple(many)), {name: [] for name in many})
    assert f"Not looked at: x/r{MOST_LOOKED_AT}, x/r{MOST_LOOKED_AT + 1}." in draft.text


def test_where_nothing_can_be_looked_at_the_error_is_the_answer() -> None:
    with pytest.raises(ToolError, match="not connected"):
        said(ALL, dict.fromkeys(ALL.repositories, ToolError("GitHub is not connected.")))
    assert "which repository?" in said(replace(ALL, repositories=())).text


def test_a_place_is_looked_at_alone() -> None:
    web = Names(service="web", services=("web",), repository="x/web")
    assert said(replace(ALL, names=web)).text.startswith("**2 open** in x/web [E1]")
    assert said(replace(ALL, home=web)).text.startswith("**2 open** in x/web [E1]")
    everywhere = replace(ALL, home=web, text="which PRs are open in all our repos?")
    assert said(everywhere).text.startswith("**x/api#9**")
    both = Names(service="x/web", services=("x/web", "x/docs"), repository="x/web")
    assert "None open in x/docs" in said(replace(ALL, names=both)).text


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Two repositories on this machine."""
    entries = []
    for name in ("tills", "vault"):
        subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path / name)], check=True)
        entries.append(RepositoryEntry(name=name, provider="git", path=tmp_path / name))
    return Catalog(repositories=tuple(entries))


@pytest.fixture
async def office(
    tmp_path: Path, catalog: Catalog, database: Database, empty_library: Library
) -> AsyncIterator[Office]:
    """A crew for them, where nobody may read one of the two."""
    policies = tmp_path / "policies"
    shutil.copytree(Gate().folder, policies)
    rule = 'forbid (principal, action, resource == Repository::"vault");'
    (policies / "vault.cedar").write_text(f'@id("vault") @reason("The vault is closed.") {rule}\n', "utf-8")
    connections = Connections(ToolSettings(gate_policies=policies), catalog, empty_library)
    yield Office(database, connections)
    await connections.close()


async def test_the_gate_decides_on_each(office: Office) -> None:
    answer = await office.answer("which pull requests are open?")
    assert answer.specialists == ["code-reviewer"]
    assert "No pull request is open in tills [E1]." in answer.text
    assert "I could not look at vault" in answer.text
    assert "The vault is closed" in answer.details
