from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import KnowledgeSettings, Library
from knowledge.sources import FolderReader
from storage import AskStore, AuditLog, Catalog, Database, EvidenceStore, HeldRole, NewAsk
from storage.knowledge import NewSource, SourceStore
from tests.postgres import Postgres
from tools.connections import Connections
from tools.documents import TOOLS, search_documents
from tools.documents.audience import audience
from tools.gate import Kind, Place, Subject
from tools.settings import ToolSettings
from tools.tool import ToolError
from tools.toolbox import Toolbox

OURS, THEIRS, SHOP = "C0PRIVATE", "C0GENERAL", "C0CHECKOUT"
CATALOG = Catalog.model_validate(
    {
        "project": "shop",
        "people": [
            {"name": "Maya", "slack": "U0MAYA"},
            {"name": "Priya", "slack": "U0PRIYA", "team": "store"},
            {"name": "Otto", "slack": "U0OTTO", "team": "sales"},
        ],
        "services": [{"name": "checkout", "owner": "Maya", "team": "store", "channel": SHOP}],
    }
)
AUDIENCES = {
    "open": {"kind": "everyone", "names": []},
    "private": {"kind": "channels", "names": [OURS]},
    "shop": {"kind": "projects", "names": ["shop"]},
    "bank": {"kind": "projects", "names": ["bank"]},
}
ENGINEER = (HeldRole("engineer", "checkout"),)


@pytest.fixture(scope="module")
async def connections(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres
) -> AsyncIterator[Connections]:
    """One page for each audience, which say the same but for a word."""
    database = Database(postgres.new_database())
    library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")), database)
    for name, seen_by in AUDIENCES.items():
        folder = tmp_path_factory.mktemp(name)
        page = f"# The {name} printer\n\nThe {name} printer prints nothing: turn it off and on again.\n"
        (folder / f"{name}-printer.md").write_text(page, "utf-8")
        location = {"folder": str(folder)}
        source = await SourceStore(database).put(NewSource(name, "folder", location, "U0", audience=seen_by))
        await library.read_source(source, FolderReader(folder, None))
    yield Connections(ToolSettings(), CATALOG, library)
    await library.close()
    await database.close()


@pytest.fixture
async def toolbox(database: Database, connections: Connections) -> Toolbox:
    """The tools for documents, behind the policies that ship."""
    return Toolbox(TOOLS, connections, EvidenceStore(database), AuditLog(database))


@pytest.fixture
async def ask_id(database: Database) -> Any:
    """An ask for which may be searched."""
    return await AskStore(database).receive(
        NewAsk(source="slack", event_id="1", thread="t", asker="U0OTTO", text="why does nothing print?")
    )


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (Subject("U0OTTO", uuid4(), OURS), {"open", "private"}),
        (Subject("U0OTTO", uuid4(), THEIRS), {"open"}),
        (Subject("U0OTTO", uuid4(), "D0OTTO", Place.DM), {"open"}),
        (Subject("U0OTTO", uuid4(), OURS, Place.DM), {"open"}),
        (Subject("U0MAYA", uuid4(), "D0MAYA", Place.DM), {"open", "shop"}),
        (Subject("U0PRIYA", uuid4(), THEIRS), {"open", "shop"}),
        (Subject("U0OTTO", uuid4(), THEIRS, roles=ENGINEER), {"open", "shop"}),
        (Subject("U0OTTO", uuid4(), THEIRS, roles=(HeldRole("admin"),)), {"open", "shop"}),
        (Subject("U0OTTO", uuid4(), THEIRS, roles=(HeldRole("admin", "ledger"),)), {"open"}),
        (Subject("U0OTTO", uuid4(), SHOP), {"open", "shop"}),
        (Subject("U0MAYA", uuid4(), THEIRS, Place.SCHEDULE), {"open"}),
        (Subject("U0MAYA", uuid4(), OURS, Place.SCHEDULE), {"open", "private"}),
        (Subject("maya", uuid4(), None, Place.CLI), set(AUDIENCES)),
    ],
)
async def test_tools_find_and_read_only_what_may_be_seen(
    toolbox: Toolbox, ask_id: Any, subject: Subject, expected: set[str]
) -> None:
    subject = replace(subject, ask_id=ask_id)
    found = await toolbox.call(subject, "search_documents", {"query": "the printer prints nothing"}, "1")
    assert {passage.path.partition("-")[0] for passage in found.result.passages} == expected  # type: ignore[attr-defined]
    readable = set()
    for number, (name, suffix) in enumerate(product(AUDIENCES, ("-printer.md", "-printer"))):
        try:
            await toolbox.call(subject, "read_document", {"path": f"{name}{suffix}"}, f"read-{number}")
        except ToolError:
            continue
        readable.add(name)
    assert readable == expected


@pytest.mark.parametrize(
    "subject",
    [
        Subject("U0GUEST", uuid4(), THEIRS, kind=Kind.GUEST),
        Subject("U0MAYA", uuid4(), OURS, Place.SHARED),
    ],
)
async def test_guests_and_shared_channels_see_none(toolbox: Toolbox, ask_id: Any, subject: Subject) -> None:
    subject = replace(subject, ask_id=ask_id)
    for name, arguments in (
        ("search_documents", {"query": "printer"}),
        ("find_past_incidents", {"description": "printer"}),
        ("read_document", {"path": "open-printer.md"}),
    ):
        with pytest.raises(ToolError, match="Refused"):
            await toolbox.call(subject, name, arguments, name)


async def test_a_call_for_nobody_sees_what_is_for_everyone(connections: Connections) -> None:
    found = await search_documents.function(connections, "the printer prints nothing")
    assert {passage.path for passage in found.passages} == {"open-printer.md"}


@given(
    person=st.sampled_from(["U0MAYA", "U0PRIYA", "U0OTTO", "U0NOBODY"]),
    channel=st.sampled_from([None, OURS, THEIRS, SHOP, "D0OTTO"]),
    place=st.sampled_from(Place),
    kind=st.sampled_from(Kind),
    roles=st.lists(
        st.builds(HeldRole, st.just("engineer"), st.sampled_from([None, "checkout", "ledger"])), max_size=2
    ),
)
def test_nobody_gets_another_place_or_project(
    person: str, channel: str | None, place: Place, kind: Kind, roles: list[HeldRole]
) -> None:
    subject = Subject(person, uuid4(), channel, place, kind, tuple(roles))
    seen = audience(subject, CATALOG)
    assert seen.everything == (place is Place.CLI)
    assert seen.channel in (None, channel)
    if place is Place.DM:
        assert seen.channel is None
    if place is Place.SHARED or kind is Kind.GUEST:
        assert not seen.projects
    assert set(seen.projects) <= {"shop"}
    works_on_it = person in ("U0MAYA", "U0PRIYA") or any(role.service != "ledger" for role in roles)
    if seen.projects:
        assert works_on_it or (channel == SHOP and place is not Place.DM)
